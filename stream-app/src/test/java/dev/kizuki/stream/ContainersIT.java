package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.containers.NeedsImages;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The service between a mosquitto and a Kafka that it did not start; devices and subscribers are
 * mosquitto's own tools. Skipped with the reason if there is no Docker engine, or an image cannot
 * be pulled.
 */
@NeedsImages({"apache/kafka:4.3.1", "eclipse-mosquitto:2.0"})
@Testcontainers(disabledWithoutDocker = true)
class ContainersIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Container private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.3.1");

  @Container
  private static final GenericContainer<?> MOSQUITTO =
      new GenericContainer<>("eclipse-mosquitto:2.0")
          .withCommand("mosquitto", "-c", "/mosquitto-no-auth.conf")
          .withCopyToContainer(Transferable.of(png(TestModels.ring())), "/tmp/zero.png")
          .withCopyToContainer(Transferable.of(png(TestModels.cross())), "/tmp/six.png")
          .withExposedPorts(1883);

  @TempDir private Path folder;

  private static byte[] png(byte[] pixels) {
    BufferedImage image =
        new BufferedImage(TestModels.SIDE, TestModels.SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, TestModels.SIDE, TestModels.SIDE, pixels);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static void publish(String device, String file) throws Exception {
    ExecResult result =
        MOSQUITTO.execInContainer(
            "mosquitto_pub", "-q", "1", "-t", "devices/%s/images".formatted(device), "-f", file);
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
  }

  private KizukiService service(String guarantee) {
    return new KizukiService(
        ConfigurationReader.read(
            "",
            "test",
            Map.of(
                "KIZUKI_MQTT_BROKER",
                "tcp://%s:%d".formatted(MOSQUITTO.getHost(), MOSQUITTO.getMappedPort(1883)),
                "KIZUKI_KAFKA_BOOTSTRAP_SERVERS",
                KAFKA.getBootstrapServers(),
                "KIZUKI_KAFKA_APPLICATION_ID",
                guarantee,
                "KIZUKI_KAFKA_PROCESSING_GUARANTEE",
                guarantee,
                "KIZUKI_KAFKA_STATE_DIR",
                folder.toString(),
                "KIZUKI_MODEL_UPDATES_ARCHIVE",
                folder.resolve("model-archive").toString(),
                "KIZUKI_KAFKA_THREADS",
                "1",
                "KIZUKI_HTTP_PORT",
                "0",
                "KIZUKI_MODELS",
                "[{file: %s}]".formatted(TestModels.MNIST_ZERO))));
  }

  @Test
  void mosquittoSubGetsAnAlertForTheSixAndNoneForTheZero() throws Exception {
    try (KizukiService service = service("at_least_once")) {
      await().atMost(SOON).until(() -> service.ready().ok());
      String alert = alertFor("camera");
      ImageEvent event = EventJson.read(alert.getBytes(StandardCharsets.UTF_8));
      assertThat(event.type()).isEqualTo(ImageEvent.ANOMALOUS);
      assertThat(event.subject()).isEqualTo("camera");
    }
    // images that arrive while the service is away wait for it, also with exactly-once
    publish("late", "/tmp/six.png");
    try (KizukiService service = service("exactly_once_v2")) {
      await().atMost(SOON).until(() -> service.ready().ok());
      assertThat(alertFor("camera2")).contains("\"subject\":\"camera2\"");
    }
  }

  /**
   * A zero, then a six; the first alert must be the six's. The broker keeps it for the listener.
   */
  private static String alertFor(String device) throws Exception {
    listen(device, "-E");
    publish(device, "/tmp/zero.png");
    publish(device, "/tmp/six.png");
    return listen(device, "-C", "1", "-W", "60");
  }

  /** {@code -E}: subscribe and go; {@code -C 1}: wait for one message. */
  private static String listen(String device, String... until) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("mosquitto_sub", "-i", "listener-" + device, "-c", "-q", "1", "-t"));
    command.add("devices/%s/anomalies".formatted(device));
    command.addAll(List.of(until));
    ExecResult result = MOSQUITTO.execInContainer(command.toArray(new String[0]));
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
    return result.getStdout();
  }
}
