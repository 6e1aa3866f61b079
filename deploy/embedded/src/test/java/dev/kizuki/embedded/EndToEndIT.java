package dev.kizuki.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends images through real brokers and the real service. Devices and subscribers use another MQTT
 * library than the service.
 */
class EndToEndIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static EmbeddedStack stack;
  private static Mqtt5AsyncClient device;
  private static final Queue<ImageEvent> ALERTS = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path good = folder.resolve("good.png");
    Files.write(good, new PartCamera(76).next(null));
    stack =
        new EmbeddedStack(
            new ConfigurationBuilder()
                .model(ShippedModels.DEMO_PARTS, "camera-*", good)
                .set("canary.interval", Duration.ofSeconds(2))
                .set("canary.timeout", Duration.ofSeconds(2)));
    device =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("device")
            .serverHost(stack.mqtt().uri().getHost())
            .serverPort(stack.mqtt().uri().getPort())
            .buildAsync();
    device.connect().join();
    device
        .subscribeWith()
        .topicFilter("devices/+/anomalies")
        .callback(publish -> ALERTS.add(EventJson.read(publish.getPayloadAsBytes())))
        .send()
        .join();
  }

  @AfterAll
  static void stop() {
    device.disconnect().join();
    stack.close();
  }

  private static void publish(String name, byte[] image, String sequence) {
    device
        .publish(
            Mqtt5Publish.builder()
                .topic("devices/%s/images".formatted(name))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(image)
                .userProperties()
                .add("sequence", sequence)
                .add("captured-at", "2026-01-02T03:04:05Z")
                .applyUserProperties()
                .build())
        .join();
  }

  private static KafkaConsumer<String, byte[]> reader(String topic) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                stack.kafka().bootstrapServers(),
                "group.id",
                "reader-" + topic + System.nanoTime(),
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(topic));
    return consumer;
  }

  /** Waits for a number of records of a device, and returns them. */
  private static List<ConsumerRecord<String, byte[]>> records(
      String topic, String name, int count) {
    Map<String, ConsumerRecord<String, byte[]>> found = new LinkedHashMap<>();
    try (KafkaConsumer<String, byte[]> consumer = reader(topic)) {
      await()
          .atMost(SOON)
          .until(
              () -> {
                for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(200))) {
                  if (r.key().equals(name)) {
                    found.put(r.partition() + "@" + r.offset(), r);
                  }
                }
                return found.size() >= count;
              });
    }
    return List.copyOf(found.values());
  }

  @Test
  void aDefectIsAnAlertOverMqttAndAGoodPartIsNot() {
    PartCamera camera = new PartCamera(77);
    byte[] bad = camera.next(Defect.STAIN);
    publish("camera-a", camera.next(null), "1");
    publish("camera-a", bad, "2");
    publish("camera-a", camera.next(null), "3");

    List<ImageEvent> scores =
        records("scores", "camera-a", 3).stream().map(r -> EventJson.read(r.value())).toList();
    assertThat(scores)
        .extracting(ImageEvent::id)
        .containsExactly("camera-a/1", "camera-a/2", "camera-a/3");
    assertThat(scores)
        .extracting(ImageEvent::type)
        .containsExactly(ImageEvent.NORMAL, ImageEvent.ANOMALOUS, ImageEvent.NORMAL);

    await().atMost(SOON).until(() -> ALERTS.stream().anyMatch(a -> a.id().equals("camera-a/2")));
    assertThat(ALERTS)
        .filteredOn(alert -> alert.subject().equals("camera-a"))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.data().image().sha256()).isEqualTo(ModelFile.sha256(bad));
              assertThat(alert.data().capturedAt()).hasToString("2026-01-02T03:04:05Z");
              assertThat(alert.data().score()).isGreaterThan(1);
            });
  }

  @Test
  void acceptsADeviceThatSpeaksMqtt311() {
    Mqtt3BlockingClient old =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier("old-device")
            .serverHost(stack.mqtt().uri().getHost())
            .serverPort(stack.mqtt().uri().getPort())
            .buildBlocking();
    old.connect();
    old.publishWith()
        .topic("devices/camera-b/images")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(new PartCamera(78).next(Defect.MISALIGNMENT))
        .send();
    old.disconnect();
    await()
        .atMost(SOON)
        .until(() -> ALERTS.stream().anyMatch(alert -> alert.subject().equals("camera-b")));
  }

  @Test
  void eachBadPayloadIsRejectedWithItsReasonAndTheNextImageIsScored() {
    PartCamera camera = new PartCamera(79);
    byte[] png = camera.next(null);
    publish("camera-c", "hello".getBytes(UTF_8), "1");
    publish("camera-c", new byte[0], "2");
    publish("camera-c", Arrays.copyOf(png, png.length / 2), "3");
    publish("camera-c", bomb(), "4");
    byte[] large = new byte[1_000_000];
    publish("camera-c", large, "5");
    publish("camera-c", png, "6");

    List<ConsumerRecord<String, byte[]>> rejected = records("rejected-images", "camera-c", 5);
    assertThat(rejected)
        .extracting(
            r -> ImageHeaders.text(r.headers(), ImageHeaders.REJECTION_REASON).orElseThrow())
        .containsExactlyInAnyOrder(
            "unknown-format", "empty", "corrupt", "too-many-pixels", "too-many-bytes");
    assertThat(rejected)
        .filteredOn(
            r -> ImageHeaders.text(r.headers(), ImageHeaders.SEQUENCE).orElse("").equals("3"))
        .singleElement()
        .satisfies(r -> assertThat(r.value()).isEqualTo(Arrays.copyOf(png, png.length / 2)));
    assertThat(records("scores", "camera-c", 1))
        .extracting(r -> EventJson.read(r.value()).id())
        .containsExactly("camera-c/6");
  }

  @Test
  void metricsAndHealthAreServed() throws Exception {
    publish("camera-d", new PartCamera(80).next(null), "1");
    records("scores", "camera-d", 1);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    String metrics = get("/metrics").body();
    assertThat(metrics)
        .containsPattern("kizuki_images_received_total [1-9]")
        .containsPattern(
            "kizuki_images_scored_total\\{model=\"demo-parts\",verdict=\"normal\"\\} [1-9]")
        .contains("kizuki_bridge_connected 1.0")
        .contains("kizuki_model_info{model=\"demo-parts\"")
        .contains("kizuki_latency_seconds_bucket")
        .contains("kafka_stream_");
  }

  @Test
  void canariesComeBackAndAreNoAlerts() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(get("/metrics").body())
                    .containsPattern("kizuki_canary_duration_seconds_count\\{.*\\} [2-9]")
                    .containsPattern("kizuki_canary_last_success_timestamp_seconds\\{.*\\} [1-9]"));
    assertThat(ALERTS).extracting(ImageEvent::type).doesNotContain(ImageEvent.CANARY);
  }

  @Test
  void exportsTheLag() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(get("/metrics").body()).containsPattern("kizuki_lag [0-9.]+\n"));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(stack.service().httpPort(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A PNG of 33 bytes that declares 30000 x 30000 pixels. */
  private static byte[] bomb() {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}).putInt(13);
    png.put(new byte[] {'I', 'H', 'D', 'R'}).putInt(30_000).putInt(30_000);
    png.put(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }
}
