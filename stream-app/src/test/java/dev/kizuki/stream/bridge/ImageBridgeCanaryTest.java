package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.event.CanaryChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Canaries among the images. */
class ImageBridgeCanaryTest extends ImageBridgeFixture {
  private void deliverCanary(Map<String, String> properties) {
    broker.deliver("kizuki/canary/images/kizuki/0", "canary".getBytes(UTF_8), null, properties);
  }

  private void deliverCanary() {
    deliverCanary(channel.properties());
  }

  @Test
  void canariesHaveNoRateAndCountInNoMetric() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGES_PER_SECOND", "1", "KIZUKI_CANARY_INTERVAL", "1m"));
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(2));
    for (int i = 0; i < 20; i++) {
      deliverCanary();
    }
    assertThat(awaitRecords(20))
        .allSatisfy(
            record -> {
              assertThat(record.topic()).isEqualTo("device-images");
              assertThat(record.key()).isEqualTo("kizuki-canary.0.kizuki");
              assertThat(header(record, "canary")).isEqualTo("0");
              assertThat(header(record, "mqtt-topic")).isEqualTo("kizuki/canary/images/kizuki/0");
            });
    assertThat(count("kizuki.images.received")).isZero();
    assertThat(count("kizuki.canary.ignored")).isZero();
    completeAll();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void subscribesToItsOwnCanariesWithoutTheSharedGroup() {
    startWith(Map.of("KIZUKI_MQTT_SHARED_GROUP", "hall", "KIZUKI_CANARY_INTERVAL", "1m"));
    assertThat(broker.subscriptions())
        .containsExactly("$share/hall/devices/+/images", "kizuki/canary/images/kizuki/+");
  }

  @Test
  void subscribesToNoCanariesIfThereAreNone() {
    start();
    assertThat(broker.subscriptions()).containsExactly("devices/+/images");
  }

  @Test
  void aDeviceWithTheNameOfACanaryIsLimitedAndCounted() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGES_PER_SECOND", "1", "KIZUKI_CANARY_INTERVAL", "1m"));
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(2));
    for (int i = 0; i < 6; i++) {
      broker.deliver(
          "devices/kizuki-canary.0.kizuki/images",
          "image".getBytes(UTF_8),
          null,
          Map.of("canary", "0"));
    }
    List<ProducerRecord<String, byte[]>> records = awaitRecords(6);
    assertThat(header(records.get(5), "rejection-reason")).isEqualTo("too-many-images");
    assertThat(records)
        .allSatisfy(record -> assertThat(record.headers().lastHeader("canary")).isNull());
    assertThat(count("kizuki.images.received")).isEqualTo(6);
  }

  @Test
  void aForgedCanaryIsAcknowledgedCountedAndNotStored() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    deliverCanary(Map.of());
    deliverCanary(Map.of("kizuki-canary-token", "0".repeat(32)));
    broker.deliver("kizuki/canary/images/other/0", "x".getBytes(UTF_8), null, channel.properties());
    deliver("image");
    assertThat(awaitRecords(1)).extracting(ImageBridgeFixture::text).containsExactly("image");
    completeAll();
    assertThat(broker.unacknowledged()).isEmpty();
    assertThat(count("kizuki.canary.ignored")).isEqualTo(3);
    assertThat(count("kizuki.images.received")).isEqualTo(1);
  }

  @Test
  void aMessageOnTheTopicOfCanariesIsIgnoredWhileCanariesAreOff() {
    start();
    deliverCanary(Map.of());
    deliver("image");
    assertThat(awaitRecords(1)).extracting(ImageBridgeFixture::text).containsExactly("image");
    assertThat(count("kizuki.canary.ignored")).isEqualTo(1);
  }

  @Test
  void aCanaryThatKafkaDoesNotTakeIsDeliveredAgain() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    deliverCanary();
    awaitRecords(1);
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> broker.links() == 2);
    assertThat(header(awaitRecords(2).get(1), "canary")).isEqualTo("0");
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
    assertThat(count("kizuki.canary.ignored")).isZero();
  }

  @Test
  void aCanaryThatIsTooLargeForKafkaIsAcknowledgedAndLost() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    deliverCanary();
    awaitRecords(1);
    producer.errorNext(new RecordTooLargeException("too large"));
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void aCanaryOfTheProcessBeforeIsIgnored() {
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    bridge.close();
    deliverCanary();
    channel = CanaryChannel.open("kizuki");
    startWith(Map.of("KIZUKI_CANARY_INTERVAL", "1m"));
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(producer.history()).isEmpty();
    assertThat(count("kizuki.canary.ignored")).isEqualTo(1);
  }
}
