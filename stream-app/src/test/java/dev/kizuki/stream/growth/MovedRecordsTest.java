package dev.kizuki.stream.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.TestIncidents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MovedRecordsTest {
  private static final String DEVICES = "plant-devices-changelog";
  private static final String DEVICE = "line1-a";

  /** The partition that Kafka documents for a key: murmur2, without its sign. */
  private static int home(String device, int partitions) {
    int hash = Utils.murmur2(device.getBytes(StandardCharsets.UTF_8));
    return Utils.toPositive(hash) % partitions;
  }

  private static ConsumerRecord<String, byte[]> record(
      String topic, int partition, long offset, String key, byte @Nullable [] value) {
    return new ConsumerRecord<>(topic, partition, offset, key, value);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a partition that is not the home of the device. */
  private static int elsewhere(int partitions) {
    return (home(DEVICE, partitions) + 1) % partitions;
  }

  @Test
  void anEntryMovesToThePartitionOfItsDevice() {
    MovedRecords moved =
        MovedRecords.of(
            List.of(
                record(DEVICES, elsewhere(6), 0, DEVICE, bytes("old")),
                record(DEVICES, elsewhere(6), 1, DEVICE, bytes("new"))),
            6);
    assertThat(moved.copies()).hasSize(1);
    ProducerRecord<String, byte[]> copy = moved.copies().get(0);
    assertThat(copy.topic()).isEqualTo(DEVICES);
    assertThat(copy.partition()).isEqualTo(home(DEVICE, 6));
    assertThat(copy.key()).isEqualTo(DEVICE);
    assertThat(copy.value()).asString().isEqualTo("new");
    assertThat(moved.deletions()).hasSize(1);
    assertThat(moved.deletions().get(0).partition()).isEqualTo(elsewhere(6));
    assertThat(moved.deletions().get(0).value()).isNull();
  }

  @Test
  void anEntryThatIsAtHomeOrDeletedStays() {
    MovedRecords moved =
        MovedRecords.of(
            List.of(
                record(DEVICES, home(DEVICE, 6), 0, DEVICE, bytes("here")),
                record(DEVICES, elsewhere(6), 0, "gone", bytes("x")),
                record(DEVICES, elsewhere(6), 1, "gone", null)),
            6);
    assertThat(moved.copies()).isEmpty();
    assertThat(moved.deletions()).isEmpty();
  }

  @Test
  void anEntryThatWasCopiedBeforeACrashIsOnlyDeleted() {
    MovedRecords moved =
        MovedRecords.of(
            List.of(
                record(DEVICES, elsewhere(6), 0, DEVICE, bytes("old")),
                record(DEVICES, home(DEVICE, 6), 0, DEVICE, bytes("copy"))),
            6);
    assertThat(moved.copies()).isEmpty();
    assertThat(moved.deletions()).hasSize(1);
  }

  @Test
  void anIncidentFollowsItsDevice() {
    byte[] incident = IncidentJson.write(TestIncidents.active("4f2a", DEVICE));
    MovedRecords moved =
        MovedRecords.of(
            List.of(record("plant-incidents-changelog", elsewhere(6), 0, "4f2a", incident)), 6);
    assertThat(moved.copies().get(0).partition()).isEqualTo(home(DEVICE, 6));
  }

  @Test
  void aBurnInFollowsItsDevice() {
    MovedRecords moved =
        MovedRecords.of(
            List.of(
                record("plant-burn-ins-changelog", elsewhere(6), 0, DEVICE + "/ab12", bytes("x"))),
            6);
    assertThat(moved.copies().get(0).partition()).isEqualTo(home(DEVICE, 6));
  }
}
