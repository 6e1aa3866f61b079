package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

/** Messages that are rejected, cut or unpacked on their way to Kafka. */
class ImageBridgeRejectionTest extends ImageBridgeFixture {
  @Test
  void aMessageThatBreaksMqttIsRejectedAndAcknowledgedAndTheNextIsStored() {
    start();
    broker.deliverDefective("devices/ba\ufffdd/images", new byte[] {1}, "a control character");
    deliver("next");
    List<ProducerRecord<String, byte[]>> records = awaitRecords(2);
    completeAll();
    assertThat(records.get(0).topic()).isEqualTo("rejected-images");
    assertThat(records.get(0).key()).isEqualTo("ba\ufffdd");
    assertThat(header(records.get(0), "rejection-reason")).isEqualTo("malformed-message");
    assertThat(header(records.get(0), "rejection-detail")).isEqualTo("a control character");
    assertThat(records.get(1).topic()).isEqualTo("device-images");
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void rejectsWhatIsAboveTheLimitAndKeepsItsBeginning() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", "100000"));
    broker.deliver("devices/camera/images", new byte[100_001]);
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(record.value()).hasSize(64 * 1024);
    assertThat(header(record, "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(record, "original-bytes")).isEqualTo("100001");
    assertThat(header(record, "mqtt-topic")).isEqualTo("devices/camera/images");
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void rejectsAnImageThatKafkaRefusesAsTooLarge() {
    start();
    deliver("image");
    awaitRecords(1);
    producer.errorNext(new RecordTooLargeException("larger than max.message.bytes"));
    ProducerRecord<String, byte[]> record = awaitRecords(2).get(1);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(header(record, "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(record, "rejection-detail")).contains("max.message.bytes");
    assertThat(broker.acknowledged()).isEmpty();
    producer.completeNext();
    assertThat(broker.acknowledged()).containsExactly("image");
    assertThat(broker.links()).isEqualTo(1);
  }

  @Test
  void rejectsAnImageWhoseTopicNamesNoDevice() {
    start();
    broker.deliver("devices//images", "image".getBytes(UTF_8));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(header(record, "rejection-reason")).isEqualTo("no-device");
  }

  @Test
  void rejectsTheImagesOfADeviceThatFloodsAndNoOthers() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGES_PER_SECOND", "1"));
    // the first hour is generous, because the length of the outage before the start is unknown
    nanoTime.addAndGet(TimeUnit.HOURS.toNanos(2));
    deliver("1", "2", "3", "4", "5", "6");
    broker.deliver("devices/other/images", "7".getBytes(UTF_8));
    List<ProducerRecord<String, byte[]>> records = awaitRecords(7);
    assertThat(records.subList(0, 5))
        .allSatisfy(record -> assertThat(record.topic()).isEqualTo("device-images"));
    assertThat(records.get(5).topic()).isEqualTo("rejected-images");
    assertThat(header(records.get(5), "rejection-reason")).isEqualTo("too-many-images");
    assertThat(records.get(6).topic()).isEqualTo("device-images");
  }

  @Test
  void longTextsOfADeviceAreCut() {
    start();
    broker.deliver(
        "devices/camera/images",
        "image".getBytes(UTF_8),
        "x".repeat(5000),
        Map.of("sequence", "7".repeat(5000)));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(header(record, "content-type")).hasSize(1024);
    assertThat(header(record, "sequence")).hasSize(1024);
  }

  @Test
  void aRejectedImageThatKafkaFindsTooLargeIsCutUntilItIsTaken() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", "1000"));
    broker.deliver("devices/camera/images", new byte[200_000]);
    assertThat(awaitRecords(1).get(0).value()).hasSize(64 * 1024);
    producer.errorNext(new RecordTooLargeException("too large"));
    assertThat(awaitRecords(2).get(1).value()).hasSize(1024);
    producer.errorNext(new RecordTooLargeException("too large"));
    assertThat(awaitRecords(3).get(2).value()).isEmpty();
    completeAll();
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(broker.links()).isEqualTo(1);
    assertThat(count("kizuki.images.lost")).isZero();
  }

  @Test
  void aRejectedImageThatKafkaNeverTakesIsCountedAndTheNextImageIsTaken() {
    startWith(Map.of("KIZUKI_LIMITS_MAX_IMAGE_BYTES", "1000"));
    broker.deliver("devices/camera/images", new byte[2000]);
    for (int i = 1; i <= 3; i++) {
      awaitRecords(i);
      producer.errorNext(new RecordTooLargeException("too large"));
    }
    await().until(() -> count("kizuki.images.lost") == 1);
    deliver("image");
    awaitRecords(4);
    completeAll();
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(broker.links()).isEqualTo(1);
  }

  @Test
  void storesTheImageOfAnEnvelopeAndWhatItSays() {
    startWith(
        Map.of(
            "KIZUKI_MQTT_IMAGES",
            "[{topic: gateway/json, payload: json, fields: {device: id, sequence: n, capturedAt: ts}}]"));
    broker.deliver(
        "gateway/json",
        "{\"id\":\"hall1/camera3\",\"n\":17,\"ts\":1767323045.5,\"image\":\"aW1hZ2U=\"}"
            .getBytes(UTF_8),
        "application/json",
        Map.of());
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("device-images");
    assertThat(record.key()).isEqualTo("hall1/camera3");
    assertThat(text(record)).isEqualTo("image");
    assertThat(header(record, "sequence")).isEqualTo("17");
    assertThat(header(record, "captured-at")).isEqualTo("1767323045.5");
    assertThat(header(record, "mqtt-topic")).isEqualTo("gateway/json");
    assertThat(record.headers().lastHeader("content-type")).isNull();
    producer.completeNext();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void rejectsAMalformedEnvelopeAndKeepsIt() {
    startWith(Map.of("KIZUKI_MQTT_IMAGES", "[{topic: 'a/{device}', payload: json}]"));
    broker.deliver("a/camera", "{\"img\":\"aW1hZ2U=\"}".getBytes(UTF_8));
    ProducerRecord<String, byte[]> record = awaitRecords(1).get(0);
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(record.key()).isEqualTo("camera");
    assertThat(text(record)).isEqualTo("{\"img\":\"aW1hZ2U=\"}");
    assertThat(header(record, "rejection-reason")).isEqualTo("malformed-payload");
    assertThat(header(record, "rejection-detail")).contains("no field 'image'; it has img");
    assertThat(
            registry
                .get("kizuki.images.rejected")
                .tag("reason", "malformed-payload")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void theLimitHoldsForTheUnpackedImage() {
    startWith(
        Map.of(
            "KIZUKI_MQTT_IMAGES", "[{topic: 'a/{device}', payload: base64}]",
            "KIZUKI_LIMITS_MAX_IMAGE_BYTES", "100000"));
    broker.deliver("a/camera", Base64.getMimeEncoder().encode(new byte[100_000]));
    broker.deliver("a/camera", Base64.getMimeEncoder().encode(new byte[100_001]));
    broker.deliver("a/camera", new byte[300_000]);
    byte[] malformed = Base64.getEncoder().encode(new byte[90_000]);
    malformed[7] = '*';
    broker.deliver("a/camera", malformed);
    List<ProducerRecord<String, byte[]>> records = awaitRecords(4);
    assertThat(records.get(0).topic()).isEqualTo("device-images");
    assertThat(records.get(0).value()).hasSize(100_000);
    assertThat(header(records.get(1), "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(records.get(1), "original-bytes")).isEqualTo("100001");
    assertThat(header(records.get(2), "rejection-reason")).isEqualTo("too-many-bytes");
    assertThat(header(records.get(2), "original-bytes")).isEqualTo("300000");
    // if Kafka does not take it whole, it is cut as any rejected image is
    assertThat(header(records.get(3), "rejection-reason")).isEqualTo("malformed-payload");
    assertThat(records.get(3).value()).isEqualTo(malformed);
  }
}
