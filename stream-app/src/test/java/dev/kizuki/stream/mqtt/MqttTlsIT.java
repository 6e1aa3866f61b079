package dev.kizuki.stream.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.containers.NeedsImages;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.doctor.MqttCheck;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import dev.kizuki.stream.security.CertificateFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.MountableFile;

/**
 * The mosquitto configuration of deploy, with the certificates that its script makes. Devices are
 * mosquitto's own tools. Skipped with the reason if there is no Docker engine or no openssl, or the
 * image cannot be pulled.
 */
@NeedsImages("eclipse-mosquitto:2.0")
@Testcontainers(disabledWithoutDocker = true)
class MqttTlsIT {
  private static final Path COMPOSE = Path.of("../deploy/compose").toAbsolutePath().normalize();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String INSIDE = "/tmp/certificates/";

  @TempDir private static Path ours;
  @TempDir private static Path foreign;
  private static GenericContainer<?> mosquitto;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(new ProcessBuilder("sh", "-c", "command -v openssl").start().waitFor() == 0);
    makeCertificates(ours, "365", "line1-camera1");
    makeCertificates(ours, "0", "expired");
    makeCertificates(foreign, "365", "line1-camera1");
    for (String file : new String[] {"line1-camera1.crt", "line1-camera1.key"}) {
      Files.copy(foreign.resolve(file), ours.resolve("foreign-" + file));
    }
    mosquitto =
        new GenericContainer<>("eclipse-mosquitto:2.0")
            .withExposedPorts(8883)
            .withCopyFileToContainer(file("mosquitto-tls.conf"), "/mosquitto/config/mosquitto.conf")
            .withCopyFileToContainer(file("acl"), "/mosquitto/config/acl");
    for (String name : new String[] {"ca.pem", "mosquitto.crt", "mosquitto.key"}) {
      mosquitto.withCopyFileToContainer(
          MountableFile.forHostPath(ours.resolve(name), 0644), "/mosquitto/certificates/" + name);
    }
    try (var files = Files.list(ours)) {
      files.forEach(
          path ->
              mosquitto.withCopyFileToContainer(
                  MountableFile.forHostPath(path, 0644), INSIDE + path.getFileName()));
    }
    mosquitto.start();
  }

  @AfterAll
  static void stop() {
    if (mosquitto != null) {
      mosquitto.stop();
    }
  }

  private static MountableFile file(String name) {
    return MountableFile.forHostPath(COMPOSE.resolve("mosquitto").resolve(name), 0644);
  }

  private static void makeCertificates(Path folder, String days, String device) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
                COMPOSE.resolve("make-certificates").toString(), folder.toString(), device)
            .redirectErrorStream(true);
    script.environment().put("DAYS", days);
    Process process = script.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static URI broker(String host) {
    return URI.create("ssl://%s:%d".formatted(host, mosquitto.getMappedPort(8883)));
  }

  private static MqttAccess service(String host) {
    return new MqttAccess(
        broker(host),
        "",
        "",
        ours.resolve("ca.pem").toString(),
        ours.resolve("kizuki.pem").toString());
  }

  /** Publishes as a device that shows a certificate, in the container. */
  private static ExecResult publish(String certificate, String topic) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("mosquitto_pub", "-V", "5", "-p", "8883", "-q", "1"));
    command.addAll(List.of("--cafile", INSIDE + "ca.pem"));
    if (!certificate.isEmpty()) {
      command.addAll(
          List.of("--cert", INSIDE + certificate + ".crt", "--key", INSIDE + certificate + ".key"));
    }
    command.addAll(List.of("-t", topic, "-m", "by '%s'".formatted(certificate)));
    return mosquitto.execInContainer(command.toArray(new String[0]));
  }

  private static void connect(MqttAccess access) throws InterruptedException {
    try (ImagePublisher publisher =
        new ImagePublisher(
            new PahoPort(), access, "tls-test", new DeviceTopic("devices/{device}/images"))) {
      publisher.connect(Duration.ofSeconds(3));
    }
  }

  @Test
  void aDevicePublishesAsItselfAndAsNobodyElse() throws Exception {
    Queue<String> images = new ConcurrentLinkedQueue<>();
    try (AlertSubscriber bridge =
        new AlertSubscriber(
            new PahoPort(),
            service("localhost"),
            "bridge",
            new DeviceTopic("devices/{device}/images"),
            image -> images.add(new String(image, UTF_8)))) {
      bridge.connect(SOON);
      assertThat(publish("line1-camera1", "devices/line1-camera2/images").getStderr())
          .containsIgnoringCase("not authorized");
      assertThat(publish("line1-camera1", "devices/line1-camera1/anomalies").getStderr())
          .containsIgnoringCase("not authorized");
      for (String topic :
          new String[] {"kizuki/canary/images/kizuki/0", "kizuki/canary/kizuki-canary.0.kizuki"}) {
        assertThat(publish("line1-camera1", topic).getStderr())
            .containsIgnoringCase("not authorized");
      }
      ExecResult own = publish("line1-camera1", "devices/line1-camera1/images");
      assertThat(own.getExitCode()).as(own.getStderr()).isZero();
      await().atMost(SOON).until(() -> !images.isEmpty());
      assertThat(images).containsExactly("by 'line1-camera1'");
    }
  }

  @Test
  void whoHasNoGoodCertificateIsNotLetIn() throws Exception {
    for (String certificate : new String[] {"", "foreign-line1-camera1", "expired"}) {
      ExecResult refused = publish(certificate, "devices/line1-camera1/images");
      assertThat(refused.getExitCode()).as("'%s'", certificate).isNotZero();
    }
  }

  @Test
  void theServiceMayDoAllThatItMust() throws Exception {
    Configuration configuration =
        ConfigurationReader.read(
            "",
            "test",
            Map.of(
                "KIZUKI_MQTT_BROKER", broker("localhost").toString(),
                "KIZUKI_MQTT_TRUSTED_FILE", ours.resolve("ca.pem").toString(),
                "KIZUKI_MQTT_CERTIFICATE_FILE", ours.resolve("kizuki.pem").toString(),
                "KIZUKI_MODELS", "[{file: unused.onnx}]"));
    Finding finding =
        new MqttCheck(new PahoPort(), configuration.mqtt(), /* sendsCanaries= */ true).run();
    assertThat(finding.level()).as(finding.text()).isEqualTo(Finding.Level.OK);
  }

  @Test
  void aBrokerThatCannotProveItsNameIsNotTrusted() {
    // its certificate names localhost and 127.0.0.1
    assertThatThrownBy(() -> connect(service("127.0.0.2"))).isInstanceOf(ServiceException.class);
    MqttAccess stranger =
        new MqttAccess(
            broker("localhost"),
            "",
            "",
            foreign.resolve("ca.pem").toString(),
            ours.resolve("kizuki.pem").toString());
    assertThatThrownBy(() -> connect(stranger)).isInstanceOf(ServiceException.class);
  }

  @Test
  void aNewCertificateIsTakenWithoutARestart() throws Exception {
    Path certificate = ours.resolve("rotating.pem");
    Files.copy(ours.resolve("expired.pem"), certificate);
    MqttAccess access =
        new MqttAccess(
            broker("localhost"), "", "", ours.resolve("ca.pem").toString(), certificate.toString());
    try (ImagePublisher publisher =
        new ImagePublisher(
            new PahoPort(), access, "rotation", new DeviceTopic("devices/{device}/images"))) {
      assertThatThrownBy(() -> publisher.connect(Duration.ofSeconds(2)))
          .isInstanceOf(ServiceException.class);
      Files.copy(ours.resolve("kizuki.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
      await().atMost(SOON).until(publisher::isReady);
    }
  }

  @Test
  void theExpiryOfACertificateIsKnown() throws Exception {
    assertThat(CertificateFiles.expiry(ours.resolve("kizuki.pem")).orElseThrow())
        .isBetween(
            (double) Instant.now().plus(Duration.ofDays(363)).getEpochSecond(),
            (double) Instant.now().plus(Duration.ofDays(366)).getEpochSecond());
    assertThat(CertificateFiles.expiry(ours.resolve("expired.pem")).orElseThrow())
        .isLessThanOrEqualTo((double) Instant.now().getEpochSecond());
    assertThat(CertificateFiles.expiry(ours.resolve("ca.key"))).isEmpty();
  }
}
