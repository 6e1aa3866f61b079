package dev.kizuki.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedKafka;
import dev.kizuki.embedded.servers.EmbeddedMqtt;
import dev.kizuki.embedded.servers.FreePorts;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.stream.KizukiService;
import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.doctor.Doctor;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the service against a Kafka that requires TLS and SCRAM. The user has only the rights that
 * {@code deploy/strimzi} grants. The certificates are made by {@code
 * deploy/compose/make-certificates}.
 */
class KafkaSecurityIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String USER = "kizuki";
  private static final List<String> TOPICS =
      List.of(
          "device-images",
          "anomalies",
          "rejected-images",
          "incidents",
          "operator-actions",
          "evidence",
          "device-status",
          "service-status",
          "device-limits",
          "image-samples",
          "model-events",
          "kizuki-incidents-changelog",
          "kizuki-devices-changelog",
          "kizuki-lines-changelog",
          "kizuki-burn-ins-changelog");

  @TempDir private Path folder;

  private final int port = FreePorts.next();
  private final int plainPort = FreePorts.next();
  private final int otherHostPort = FreePorts.next();
  private Path certificates;
  private Path trusted;
  private Path password;
  private EmbeddedKafka kafka;
  private EmbeddedMqtt mqtt;
  private Admin operator;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(new ProcessBuilder("sh", "-c", "command -v openssl").start().waitFor() == 0);
    certificates = folder.resolve("certificates");
    makeCertificates(certificates);
    trusted = Files.copy(certificates.resolve("ca.pem"), folder.resolve("trusted.pem"));
    password = Files.writeString(folder.resolve("password"), "first\n");
    kafka = secured();
    mqtt = new EmbeddedMqtt(folder.resolve("mqtt"));
    operator = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + plainPort));
    operator
        .createTopics(TOPICS.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList())
        .all()
        .get();
    List<AclBinding> rights = StrimziRights.of(USER);
    assertThat(rights).isNotEmpty();
    operator.createAcls(rights).all().get();
    setPassword("first");
    await() // the broker takes rights and passwords a moment after the controller
        .atMost(SOON)
        .until(
            () ->
                kafkaFindings(allowed()).stream()
                    .allMatch(finding -> finding.level() == Finding.Level.OK));
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.close();
      mqtt.close();
      kafka.close();
    }
  }

  private static void makeCertificates(Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("../compose/make-certificates", folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private EmbeddedKafka secured() {
    int controllerPort = FreePorts.next();
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listeners",
        "CLIENTS://127.0.0.1:%d,PLAIN://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,ELSEWHERE://127.0.0.2:%d"
            .formatted(port, plainPort, controllerPort, otherHostPort));
    settings.put(
        "listener.security.protocol.map",
        "CLIENTS:SASL_SSL,PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,ELSEWHERE:SASL_SSL");
    settings.put("inter.broker.listener.name", "PLAIN");
    for (String listener : new String[] {"listener.name.clients.", "listener.name.elsewhere."}) {
      settings.put(listener + "sasl.enabled.mechanisms", "SCRAM-SHA-512");
      settings.put(
          listener + "scram-sha-512.sasl.jaas.config",
          "org.apache.kafka.common.security.scram.ScramLoginModule required;");
      settings.put(listener + "ssl.keystore.type", "PEM");
      settings.put(
          listener + "ssl.keystore.location", certificates.resolve("kafka.pem").toString());
    }
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    return new EmbeddedKafka(folder.resolve("kafka"), port, controllerPort, settings);
  }

  private void setPassword(String text) throws Exception {
    operator
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), text)))
        .all()
        .get();
  }

  /** Returns the configuration of a service that Kafka lets in. */
  private ConfigurationBuilder allowed() {
    return new ConfigurationBuilder()
        .mqtt(mqtt.uri())
        .kafka("127.0.0.1:" + port)
        .set("kafka.securityProtocol", "SASL_SSL")
        .set("kafka.trustedFile", trusted)
        .set("kafka.username", USER)
        .set("kafka.passwordFile", password)
        .set("kafka.processingGuarantee", "exactly_once_v2")
        .set("kafka.createTopics", false)
        .stateDir(folder.resolve("state"))
        .httpPort(0)
        .model(ShippedModels.DEMO_PARTS);
  }

  private static List<Finding> kafkaFindings(ConfigurationBuilder service)
      throws InterruptedException {
    return new Doctor(service.build(), new PahoPort())
        .examine().stream().filter(finding -> finding.subject().equals("kafka")).toList();
  }

  private static void assertRefused(ConfigurationBuilder service, String why) throws Exception {
    assertThat(kafkaFindings(service))
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.FAILURE))
        .satisfies(finding -> assertThat(finding.text()).contains(why));
    Configuration creatingTopics = service.set("kafka.createTopics", true).build();
    assertThatThrownBy(() -> new KizukiService(creatingTopics))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesAWrongPasswordAForeignAuthorityAndAnotherHost() throws Exception {
    assertThat(kafkaFindings(allowed()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK));
    Path wrong = Files.writeString(folder.resolve("wrong"), "guessed");
    assertRefused(
        allowed().set("kafka.passwordFile", wrong),
        "Authentication failed during authentication due to invalid credentials");
    makeCertificates(folder.resolve("foreign"));
    assertRefused(
        allowed().set("kafka.trustedFile", folder.resolve("foreign/ca.pem")),
        "SSL handshake failed");
    assertRefused(allowed().kafka("127.0.0.2:" + otherHostPort), "SSL handshake failed");
    Configuration withoutPassword = allowed().set("kafka.passwordFile", "none").build();
    assertThatThrownBy(() -> new KizukiService(withoutPassword))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.passwordFile none cannot be read");
  }

  @Test
  void worksWithStrimzisRightsAndTakesNewSecretsWithoutARestart() throws Exception {
    Configuration configuration = allowed().build();
    MqttAccess access = MqttAccess.of(configuration.mqtt());
    Queue<String> alerts = new ConcurrentLinkedQueue<>();
    PartCamera camera = new PartCamera(1);
    try (KizukiService service = new KizukiService(configuration);
        AlertSubscriber subscriber =
            new AlertSubscriber(
                new PahoPort(),
                access,
                "alerts",
                new DeviceTopic(configuration.mqtt().anomalies()),
                json -> alerts.add(EventJson.read(json).id()));
        ImagePublisher device =
            new ImagePublisher(
                new PahoPort(),
                access,
                "device",
                configuration.mqtt().images().get(0).deviceTopic())) {
      subscriber.connect(SOON);
      device.connect(SOON);
      await().atMost(SOON).until(() -> service.ready().ok());
      String first = "camera/" + device.publish("camera", camera.next(Defect.STAIN));
      await().atMost(SOON).until(() -> alerts.contains(first));

      // the broker has new secrets; the service does not have them yet
      renewCertificates();
      setPassword("second");
      kafka.close();
      kafka = secured();
      await().atMost(SOON).until(() -> service.ready().detail().contains("refused by Kafka"));
      Files.copy(certificates.resolve("ca.pem"), trusted, StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(password, "second");

      String second = "camera/" + device.publish("camera", camera.next(Defect.STAIN));
      await().atMost(SOON).until(() -> alerts.contains(second));
      await().atMost(SOON).until(() -> service.ready().ok());
    }
  }

  private void renewCertificates() throws Exception {
    makeCertificates(folder.resolve("renewed"));
    for (String file : new String[] {"ca.pem", "kafka.pem"}) {
      Files.copy(
          folder.resolve("renewed").resolve(file),
          certificates.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
