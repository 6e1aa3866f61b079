package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.Publication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ImageRecordsTest {
  private final Configuration configuration =
      ConfigurationReader.read(
          "",
          "test",
          Map.of(
              "KIZUKI_MODELS",
              "[{file: unused.onnx}]",
              "KIZUKI_LIMITS_MAX_IMAGE_BYTES",
              "200000",
              "KIZUKI_MQTT_IMAGES",
              "plant/{device}/camera"));
  private final ImageRecords records = new ImageRecords(configuration);
  private final MessageReader reader =
      new MessageReader(
          new Subscriptions(configuration), TestModels.metrics(new SimpleMeterRegistry()).bridge());

  private ReceivedImage message(String topic, byte[] payload) {
    return reader.read(new MqttMessage(new Publication(topic, payload, null, Map.of()), 1, 1));
  }

  private static String header(ProducerRecord<String, byte[]> record, String key) {
    return ImageHeaders.text(record.headers(), key).orElse("");
  }

  @Test
  void findsTheDeviceInTheTopic() {
    assertThat(message("plant/line1/camera", new byte[1]).device()).isEqualTo("line1");
    assertThat(message("plant//camera", new byte[1]).device()).isEmpty();
    assertThat(message("plant", new byte[1]).device()).isEmpty();
  }

  @Test
  void takesAnImageOfExactlyTheLimit() {
    assertThat(records.check(message("plant/a/camera", new byte[200_000]))).isEmpty();
    assertThat(records.check(message("plant/a/camera", new byte[200_001])))
        .hasValueSatisfying(
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_MANY_BYTES));
  }

  @Test
  void aDeviceWithALongNameIsRejectedUnderTheBeginningOfItsName() {
    String longest = "\u00e9".repeat(128);
    assertThat(records.check(message("plant/" + longest + "/camera", new byte[1]))).isEmpty();
    ReceivedImage tooLong = message("plant/" + longest + "x/camera", new byte[1]);
    Rejection rejection = records.check(tooLong).orElseThrow();
    assertThat(rejection.reason()).isEqualTo(RejectionReason.DEVICE_NAME_TOO_LONG);
    assertThat(rejection.detail()).contains("257 bytes").contains("limits.maxDeviceNameBytes");
    assertThat(records.rejected(tooLong, 0, rejection).key()).isEqualTo(longest);
  }

  @Test
  void theLongestTopicOfMqttMakesASmallRecord() {
    ReceivedImage message = message("plant/" + "x".repeat(65_000) + "/camera", new byte[1]);
    Rejection rejection = records.check(message).orElseThrow();
    ProducerRecord<String, byte[]> record = records.rejected(message, 0, rejection);
    assertThat(TopicLimits.size(record.key(), record.value(), record.headers())).isLessThan(4096);
    assertThat(records.device(message)).hasSize(256);
  }

  @Test
  void takesAnEmptyImageBecauseTheTopologyJudgesIt() {
    assertThat(records.check(message("plant/a/camera", new byte[0]))).isEmpty();
  }

  @Test
  void aRejectedRecordHasTheHeadersOfTheImage() {
    MqttMessage message =
        new MqttMessage(
            new Publication(
                "plant/a/camera",
                "image".getBytes(UTF_8),
                "image/jpeg",
                Map.of("sequence", "4", "captured-at", "yesterday")),
            1,
            1);
    ProducerRecord<String, byte[]> record =
        records.rejected(
            reader.read(message), 42, new Rejection(RejectionReason.TOO_MANY_IMAGES, "too fast"));
    assertThat(record.topic()).isEqualTo("rejected-images");
    assertThat(record.key()).isEqualTo("a");
    assertThat(record.timestamp()).isEqualTo(42);
    assertThat(new String(record.value(), UTF_8)).isEqualTo("image");
    assertThat(header(record, ImageHeaders.REJECTION_REASON)).isEqualTo("too-many-images");
    assertThat(header(record, ImageHeaders.REJECTION_DETAIL)).isEqualTo("too fast");
    assertThat(header(record, ImageHeaders.SEQUENCE)).isEqualTo("4");
    assertThat(header(record, ImageHeaders.CAPTURED_AT)).isEqualTo("yesterday");
    assertThat(header(record, ImageHeaders.CONTENT_TYPE)).isEqualTo("image/jpeg");
  }

  @Test
  void keepsTheFirstSixtyFourKibibytesOfAnImageThatIsTooLarge() {
    byte[] payload = new byte[70_000];
    payload[64 * 1024 - 1] = 7;
    ProducerRecord<String, byte[]> record =
        records.rejected(
            message("plant/a/camera", payload),
            0,
            new Rejection(RejectionReason.TOO_MANY_BYTES, "too large"));
    assertThat(record.value()).hasSize(64 * 1024).endsWith(7);
    assertThat(header(record, ImageHeaders.ORIGINAL_BYTES)).isEqualTo("70000");
  }

  @Test
  void anImageWithoutPropertiesHasOnlyItsTopicAsHeader() {
    ProducerRecord<String, byte[]> record =
        records.image(message("plant/a/camera", new byte[1]), 1);
    assertThat(record.headers()).hasSize(1);
    assertThat(header(record, ImageHeaders.MQTT_TOPIC)).isEqualTo("plant/a/camera");
  }
}
