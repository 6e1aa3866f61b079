package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.Publication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private static final String CONFIGURATION =
      """
      models: [{file: unused.onnx}]
      mqtt:
        sharedGroup: bridges
        images:
          - "{site}/{line}/{camera}/image"
          - {topic: camera7/snapshot, device: hall1/line9/camera7}
          - {topic: "plant/+/{device}/images/#", payload: base64}
          - topic: gateway/json
            payload: json
            fields: {device: id, sequence: n, capturedAt: ts}
          - topic: both/{device}
            payload: json
            fields: {device: id}
      """;

  private final Subscriptions subscriptions =
      new Subscriptions(ConfigurationReader.read(CONFIGURATION, "test", Map.of()));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MessageReader reader =
      new MessageReader(subscriptions, TestModels.metrics(registry).bridge());

  private ReceivedImage read(String topic, String payload) {
    return reader.read(
        new MqttMessage(
            new Publication(
                topic,
                payload.getBytes(UTF_8),
                "text/plain",
                Map.of("sequence", "4", "captured-at", "then")),
            1,
            1));
  }

  private RejectionReason reason(String topic, String payload) {
    return read(topic, payload).unreadable().orElseThrow().reason();
  }

  @Test
  void eachEntryIsASharedSubscription() {
    assertThat(subscriptions.filters())
        .containsExactly(
            "$share/bridges/+/+/+/image",
            "$share/bridges/camera7/snapshot",
            "$share/bridges/plant/+/+/images/#",
            "$share/bridges/gateway/json",
            "$share/bridges/both/+");
  }

  @Test
  void theEntryOfTheTopicNamesTheDeviceAndUnpacksTheImage() {
    assertThat(read("hall1/line2/camera3/image", "QUJD").device()).isEqualTo("hall1/line2/camera3");
    assertThat(read("hall1/line2/camera3/image", "QUJD").bytes()).asString(UTF_8).isEqualTo("QUJD");
    assertThat(read("camera7/snapshot", "QUJD").device()).isEqualTo("hall1/line9/camera7");
    ReceivedImage base64 = read("plant/x/camera1/images/2026/1", "QUJD");
    assertThat(base64.device()).isEqualTo("camera1");
    assertThat(base64.bytes()).asString(UTF_8).isEqualTo("ABC");
    assertThat(base64.contentType()).isNull();
    assertThat(base64.properties()).containsEntry(ImageHeaders.SEQUENCE, "4");
  }

  @Test
  void whatTheEnvelopeSaysWinsOverTopicAndUserProperties() {
    ReceivedImage image =
        read("gateway/json", "{\"image\":\"QUJD\",\"id\":\"a/b\",\"n\":5,\"ts\":1767323045}");
    assertThat(image.device()).isEqualTo("a/b");
    assertThat(image.properties())
        .containsEntry(ImageHeaders.SEQUENCE, "5")
        .containsEntry(ImageHeaders.CAPTURED_AT, "1767323045");
    assertThat(read("both/camera", "{\"image\":\"QUJD\",\"id\":7}").device()).isEqualTo("7");
    assertThat(read("both/camera", "{\"image\":\"QUJD\"}").device()).isEqualTo("camera");
    assertThat(read("gateway/json", "{\"image\":\"QUJD\"}").device()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "#", "a//b", "/a", "a/", "a\\u0000", "a\\nb"})
  void rejectsAnEnvelopeWhoseDeviceCannotBeInATopic(String device) {
    String json = "{\"image\":\"QUJD\",\"id\":\"%s\"}".formatted(device);
    assertThat(reason("gateway/json", json)).isEqualTo(RejectionReason.NO_DEVICE);
    assertThat(read("gateway/json", json).bytes()).asString(UTF_8).isEqualTo(json);
  }

  @Test
  void aMalformedPayloadIsKeptAsItCame() {
    ReceivedImage image = read("plant/x/camera1/images", "{*}");
    assertThat(image.device()).isEqualTo("camera1");
    assertThat(image.bytes()).asString(UTF_8).isEqualTo("{*}");
    assertThat(image.contentType()).isEqualTo("text/plain");
    assertThat(image.properties()).containsEntry(ImageHeaders.CAPTURED_AT, "then");
    assertThat(reason("plant/x/camera1/images", "{*}"))
        .isEqualTo(RejectionReason.MALFORMED_PAYLOAD);
  }

  @Test
  void aTopicOfAnOlderSubscriptionIsRejectedWithThatReason() {
    assertThat(reason("devices/camera/images", "QUJD")).isEqualTo(RejectionReason.NO_DEVICE);
    assertThat(read("devices/camera/images", "QUJD").unreadable().orElseThrow().detail())
        .contains("devices/camera/images")
        .contains("older subscription");
  }

  @Test
  void countsTheMessagesByTheirPayload() {
    read("plant/x/camera1/images", "QUJD");
    read("plant/x/camera1/images", "{*}");
    read("camera7/snapshot", "{*}");
    assertThat(count("base64")).isEqualTo(1);
    assertThat(count("image")).isEqualTo(1);
    assertThat(count("json")).isZero();
  }

  private double count(String payload) {
    return registry.get("kizuki.payloads.read").tag("payload", payload).counter().count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "data", "end", "END", "chunk"})
  void aPartOfAPackedImageIsCalledAChunk(String last) {
    assertThat(reason("plant/x/camera1/images/" + last, "{*}")).isEqualTo(RejectionReason.CHUNK);
    assertThat(reason("plant/x/camera1/images/" + last, "")).isEqualTo(RejectionReason.CHUNK);
    assertThat(read("plant/x/camera1/images/" + last, "QUJD").unreadable()).isEmpty();
  }
}
