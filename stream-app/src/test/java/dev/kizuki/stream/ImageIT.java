package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Capability;
import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The container image between Kafka and mosquitto, read-only and without rights. Run where
 * KIZUKI_IMAGE names the image, as {@code deploy/build-image} makes it.
 */
@Testcontainers
@EnabledIfEnvironmentVariable(named = "KIZUKI_IMAGE", matches = ".+")
class ImageIT {
  private static final Network NETWORK = Network.newNetwork();

  @Container
  private static final KafkaContainer KAFKA =
      new KafkaContainer("apache/kafka:4.3.1").withNetwork(NETWORK).withListener("kafka:19092");

  @Container
  private static final GenericContainer<?> MOSQUITTO =
      new GenericContainer<>("eclipse-mosquitto:2.0")
          .withCommand("mosquitto", "-c", "/mosquitto-no-auth.conf")
          .withNetwork(NETWORK)
          .withNetworkAliases("mosquitto")
          .withCopyToContainer(Transferable.of(TestModels.cross()), "/tmp/cross")
          .withCopyToContainer(Transferable.of(TestModels.ring()), "/tmp/ring")
          .withExposedPorts(1883);

  @Container
  private static final GenericContainer<?> KIZUKI =
      new GenericContainer<>(String.valueOf(System.getenv("KIZUKI_IMAGE")))
          .withNetwork(NETWORK)
          .dependsOn(KAFKA, MOSQUITTO)
          .withEnv("KIZUKI_MQTT_BROKER", "tcp://mosquitto:1883")
          .withEnv("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", "kafka:19092")
          .withEnv("KIZUKI_MODELS", "[{file: /app/models/mnist-zero.onnx}]")
          .withTmpFs(Map.of("/tmp", "rw,exec", "/state", "rw,uid=10001"))
          .withCreateContainerCmdModifier(
              command ->
                  Objects.requireNonNull(command.getHostConfig())
                      .withReadonlyRootfs(true)
                      .withCapDrop(Capability.ALL))
          .withExposedPorts(8080)
          .waitingFor(Wait.forHttp("/health/ready").withStartupTimeout(Duration.ofSeconds(90)));

  private static String mosquitto(String... command) throws Exception {
    ExecResult result = MOSQUITTO.execInContainer(command);
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
    return result.getStdout();
  }

  @Test
  void anImageGoesInAndItsAlertComesOut() throws Exception {
    String[] listen = {
      "mosquitto_sub", "-i", "listener", "-c", "-q", "1", "-t", "devices/+/anomalies"
    };
    mosquitto(append(listen, "-E"));
    for (String image : new String[] {"/tmp/ring", "/tmp/cross"}) {
      mosquitto("mosquitto_pub", "-q", "1", "-t", "devices/camera/images", "-f", image);
    }
    String alert = mosquitto(append(listen, "-C", "1", "-W", "60"));
    ImageEvent event = EventJson.read(alert.getBytes(StandardCharsets.UTF_8));
    assertThat(event.type()).isEqualTo(ImageEvent.ANOMALOUS);
    assertThat(event.data().image().sha256()).isEqualTo(ModelFile.sha256(TestModels.cross()));
    assertThat(KIZUKI.getCurrentContainerInfo().getState().getHealth().getStatus())
        .isIn("healthy", "starting");
  }

  @Test
  void startsWithTheSharedClasses() throws Exception {
    // With -Xshare:on Java refuses to start without them.
    ExecResult result =
        KIZUKI.execInContainer(
            "java",
            "-Xshare:on",
            "-XX:SharedArchiveFile=/app/classes.jsa",
            "@/app/jvm.arguments",
            "@/app/class.path",
            "dev.kizuki.stream.StreamApp",
            "inspect",
            "/app/models/mnist-zero.onnx");
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
  }

  @Test
  void tellsThatItIsAlive() throws Exception {
    assertThat(KIZUKI.execInContainer("/app/health").getExitCode()).isZero();
  }

  @Test
  void readsAPathInJapanese() throws Exception {
    ExecResult result =
        KIZUKI.execInContainer(
            "sh",
            "-c",
            "mkdir /tmp/部品 && cp /app/models/mnist-zero.onnx /tmp/部品/検査.onnx && java"
                + " @/app/jvm.arguments -cp '/app/lib/*' dev.kizuki.stream.StreamApp inspect"
                + " /tmp/部品/検査.onnx");
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
  }

  private static String[] append(String[] command, String... more) {
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
