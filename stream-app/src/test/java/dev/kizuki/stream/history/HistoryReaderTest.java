package dev.kizuki.stream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class HistoryReaderTest {
  private static final String TOPIC = "device-images";
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  private final MemoryHistory kafka = new MemoryHistory();

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private static TimeSpan span(int from, int to) {
    return new TimeSpan(at(from), at(to));
  }

  private void add(int partition, String device, int... seconds) {
    for (int second : seconds) {
      kafka.add(TOPIC, partition, device, at(second), new byte[] {(byte) second});
    }
  }

  private List<String> read(TimeSpan span, String devices) {
    List<String> read = new ArrayList<>();
    try (HistoryReader reader = kafka.reader()) {
      reader.read(
          reader.find(TOPIC, span),
          DevicePattern.of(devices),
          HistoryReader.Progress.NONE,
          batch -> batch.forEach(each -> read.add(each.key() + each.value()[0])));
    }
    return read;
  }

  @Test
  void readsAllPartitionsBetweenTheTimes() {
    add(0, "a", 1, 2, 3, 4, 5);
    add(1, "b", 1, 3, 9);

    assertThat(read(span(2, 4), "*")).containsExactlyInAnyOrder("a2", "a3", "b3");
  }

  @Test
  void keepsTheOrderOfADevice() {
    kafka.largestBatch(2);
    add(0, "a", 1, 2, 3, 4, 5);
    add(1, "b", 1, 2, 3);

    assertThat(read(span(0, 10), "*").stream().filter(each -> each.startsWith("a")))
        .containsExactly("a1", "a2", "a3", "a4", "a5");
  }

  @Test
  void readsTheDevicesOfThePatternOnly() {
    add(0, "press-1", 1, 2);
    add(0, "mill-1", 1, 2);

    assertThat(read(span(0, 10), "press-*")).containsExactly("press-11", "press-12");
  }

  @Test
  void leavesOutCanaries() {
    kafka.addCanary(TOPIC, 0, "a", at(1));
    add(0, "a", 2);

    assertThat(read(span(0, 10), "*")).containsExactly("a2");
  }

  @Test
  void leavesOutAnOldImageThatWasSentAgainWithinTheSpan() {
    add(0, "a", 5, 1, 6);

    assertThat(read(span(4, 10), "*")).containsExactly("a5", "a6");
  }

  @Test
  void reportsTheProgressOfAllDevices() {
    kafka.largestBatch(2);
    add(0, "a", 1, 2, 3);
    add(0, "b", 4);
    List<String> progress = new ArrayList<>();

    try (HistoryReader reader = kafka.reader()) {
      long given =
          reader.read(
              reader.find(TOPIC, span(0, 10)),
              DevicePattern.of("a"),
              (read, all) -> progress.add(read + "/" + all),
              batch -> {});
      assertThat(given).isEqualTo(3);
    }

    assertThat(progress).containsExactly("2/4", "4/4");
  }

  @Test
  void namesAMissingTopic() {
    kafka.create("other", 1);

    assertThatThrownBy(() -> read(span(0, 10), "*"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("there is no topic 'device-images' at memory:9092");
  }

  @Test
  void saysWhenTheTopicBeginsIfNothingLiesInTheSpan() {
    add(0, "a", 20);

    assertThatThrownBy(() -> read(span(0, 10), "*"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("has no record from 2026-11-29T08:00:00Z to 2026-11-29T08:00:10Z")
        .hasMessageContaining("the oldest is of 2026-11-29T08:00:20Z");
  }

  @Test
  void saysThatKafkaDeletedTheWholeSpan() {
    add(0, "a", 1, 20);
    kafka.delete(TOPIC, 0, 1);

    assertThatThrownBy(() -> read(span(0, 10), "*"))
        .hasMessageContaining("Kafka deleted older records; the oldest is of 2026-11-29T08:00:20Z");
  }

  @Test
  void saysThatTheTopicIsEmpty() {
    kafka.create(TOPIC, 2);

    assertThatThrownBy(() -> read(span(0, 10), "*")).hasMessageContaining("the topic is empty");
  }

  @Test
  void saysSinceWhenKafkaHoldsTheSpan() {
    add(0, "a", 1, 2, 3);
    kafka.delete(TOPIC, 0, 1);

    try (HistoryReader reader = kafka.reader()) {
      assertThat(reader.find(TOPIC, span(0, 10)).beginning()).isEqualTo(at(2));
      assertThat(reader.find(TOPIC, span(0, 10)).missing().orElseThrow())
          .contains("has deleted records from before 2026-11-29T08:00:02Z");
      assertThat(reader.find(TOPIC, span(3, 10)).beginning()).isNull();
    }
  }

  @Test
  void saysThatRecordsWereDeletedMeanwhile() {
    add(0, "a", 1, 2);
    kafka.fail(new OffsetOutOfRangeException(Map.of(new TopicPartition(TOPIC, 0), 0L)));

    assertThatThrownBy(() -> read(span(0, 10), "*"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("while they were read; take a later --from");
  }

  @Test
  void namesTheRightThatIsMissing() {
    add(0, "a", 1);
    kafka.fail(new TopicAuthorizationException("not allowed"));

    assertThatThrownBy(() -> read(span(0, 10), "*"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("not allowed")
        .hasMessageContaining("READ the topic");
  }

  @Test
  void refusesASpanThatEndsBeforeItBegins() {
    assertThatThrownBy(() -> span(2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be before --to");
  }
}
