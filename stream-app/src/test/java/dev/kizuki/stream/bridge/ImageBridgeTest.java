package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.mqtt.BrokerAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** The flow of images: acknowledgement, order, outages, and the stop. */
class ImageBridgeTest extends ImageBridgeFixture {
  @Test
  void acknowledgesAnImageOnlyAfterKafkaHasIt() {
    start();
    deliver("image");
    awaitRecords(1);
    assertThat(broker.acknowledged()).isEmpty();
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("image");
  }

  @Test
  void keepsTheImageAsItCame() {
    start();
    broker.deliver(
        "devices/camera/images",
        "image".getBytes(UTF_8),
        "image/png",
        Map.of("captured-at", "2026-01-02T03:04:05Z", "sequence", "17", "other", "ignored"));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("device-images");
    assertThat(record.key()).isEqualTo("camera");
    assertThat(text(record)).isEqualTo("image");
    assertThat(record.timestamp()).isEqualTo(ARRIVAL.toEpochMilli());
    assertThat(header(record, "mqtt-topic")).isEqualTo("devices/camera/images");
    assertThat(header(record, "content-type")).isEqualTo("image/png");
    assertThat(header(record, "captured-at")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(header(record, "sequence")).isEqualTo("17");
    assertThat(record.headers().lastHeader("other")).isNull();
  }

  @Test
  void acknowledgesInOrderOfArrivalThoughKafkaStoresALaterImageFirst() {
    // an image that Kafka refuses as too large is stored among the rejected images, after the
    // others
    start();
    deliver("1", "2", "3");
    awaitRecords(3);
    producer.errorNext(new RecordTooLargeException("too large"));
    producer.completeNext();
    producer.completeNext();
    assertThat(broker.acknowledged()).isEmpty();
    awaitRecords(4);
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("1", "2", "3");
  }

  @Test
  void anImageThatKafkaDoesNotTakeIsDeliveredAgain() {
    start();
    deliver("1", "2");
    awaitRecords(2);
    producer.completeNext();
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> broker.links() == 2);
    awaitRecords(3);
    assertThat(text(producer.history().get(2))).isEqualTo("2");
    assertThat(broker.acknowledged()).containsExactly("1");
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("1", "2");
    assertThat(count("kizuki.bridge.failures")).isEqualTo(1);
  }

  @Test
  void whatKafkaStoresAfterALossIsNotAcknowledgedOnTheNewConnection() {
    start();
    deliver("1");
    awaitRecords(1);
    broker.breakConnection("test");
    await().until(() -> broker.links() == 2);
    awaitRecords(2);
    // the first delivery: its connection is gone, though packet identifier 1 is in use again
    producer.completeNext();
    assertThat(broker.unacknowledged()).containsExactly("1");
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void countsASessionThatTheBrokerLost() {
    start();
    assertThat(count("kizuki.mqtt.sessions.lost")).isZero();
    broker.loseSession();
    broker.breakConnection("test");
    await().until(() -> count("kizuki.mqtt.sessions.lost") == 1);
  }

  @Test
  void showsWhatTheBrokerGrants() {
    broker.limit(
        answer ->
            new BrokerAnswer(
                false, Duration.ofMinutes(1), answer.keepAlive(), 0, 1000, true, true));
    start();
    assertThat(registry.get("kizuki.mqtt.maximum.qos").gauge().value()).isZero();
    assertThat(registry.get("kizuki.mqtt.session.expiry.seconds").gauge().value()).isEqualTo(60);
  }

  @Test
  void anImageAtQosZeroIsStoredAndNotAcknowledged() {
    start();
    broker.deliverAtMostOnce("devices/camera/images", "image".getBytes(UTF_8));
    awaitRecords(1);
    producer.completeNext();
    assertThat(broker.acknowledged()).isEmpty();
  }

  @Test
  void takesNoMoreThanTheReceiveMaximum() throws Exception {
    startWith(Map.of("KIZUKI_MQTT_RECEIVE_MAXIMUM", "2"));
    CompletableFuture<Void> delivering = CompletableFuture.runAsync(() -> deliver("1", "2", "3"));
    awaitRecords(2);
    assertThat(delivering).isNotDone();
    producer.completeNext();
    delivering.get(30, TimeUnit.SECONDS);
    awaitRecords(3);
  }

  @Test
  void waitsForMemoryWhenLargeImagesAreOnTheirWay() throws Exception {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", Integer.toString(40 << 20)));
    byte[] large = new byte[33 << 20];
    CompletableFuture<Void> delivering =
        CompletableFuture.runAsync(
            () -> {
              broker.deliver("devices/a/images", large);
              broker.deliver("devices/b/images", large);
            });
    awaitRecords(1);
    assertThat(delivering).isNotDone();
    producer.completeNext();
    delivering.get(30, TimeUnit.SECONDS);
    awaitRecords(2);
  }

  @Test
  void givesUpIfKafkaNeverTookAnImage() {
    start();
    deliver("1");
    awaitRecords(1);
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> givenUp.get() == 1);
  }

  @Test
  void doesNotGiveUpOnceKafkaTookAnImage() {
    start();
    deliver("1", "2");
    awaitRecords(2);
    producer.completeNext();
    producer.errorNext(new TimeoutException("Kafka is away"));
    await().until(() -> broker.links() == 2);
    assertThat(givenUp).hasValue(0);
  }

  @Test
  void stopsByAcknowledgingWhatKafkaTakesInTime() throws Exception {
    start();
    deliver("1", "2");
    awaitRecords(2);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(bridge::close);
    producer.completeNext();
    producer.completeNext();
    closing.get(30, TimeUnit.SECONDS);
    assertThat(broker.acknowledged()).containsExactly("1", "2");
    assertThat(broker.isConnected()).isFalse();
  }

  @Test
  void anImageThatKafkaDoesNotTakeBeforeTheStopStaysWithTheBroker() {
    start();
    deliver("1");
    awaitRecords(1);
    bridge.close();
    assertThat(broker.unacknowledged()).containsExactly("1");
    producer.completeNext();
    assertThat(broker.unacknowledged()).containsExactly("1");
  }

  @Test
  void showsTheUnacknowledgedImagesAndTheConnection() {
    start();
    deliver("1", "2");
    awaitRecords(2);
    assertThat(registry.get("kizuki.bridge.unacknowledged").gauge().value()).isEqualTo(2);
    assertThat(registry.get("kizuki.bridge.connected").gauge().value()).isEqualTo(1);
    completeAll();
    assertThat(registry.get("kizuki.bridge.unacknowledged").gauge().value()).isZero();
    assertThat(count("kizuki.images.received")).isEqualTo(2);
    List<String> devices = new ArrayList<>();
    registry
        .find("kizuki.group.last.image.timestamp")
        .gauges()
        .forEach(gauge -> devices.add(String.valueOf(gauge.getId().getTag("group"))));
    assertThat(devices).containsExactly("camera");
  }

  @Test
  void subscribesToEachTopicAndJoinsThePartsOfTheDevicesName() {
    startWith(
        Map.of(
            "KIZUKI_MQTT_IMAGES",
            "['{site}/{line}/{device}/image', {topic: camera7/snapshot, device: hall1/camera7}]",
            "KIZUKI_MQTT_SHARED_GROUP",
            "bridges"));
    assertThat(broker.subscriptions())
        .containsExactly("$share/bridges/+/+/+/image", "$share/bridges/camera7/snapshot");
    broker.deliver("hall1/line2/camera3/image", "a".getBytes(UTF_8));
    broker.deliver("camera7/snapshot", "b".getBytes(UTF_8));
    assertThat(awaitRecords(2))
        .extracting(ProducerRecord::key)
        .containsExactly("hall1/line2/camera3", "hall1/camera7");
  }
}
