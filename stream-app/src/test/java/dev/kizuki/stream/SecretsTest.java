package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.doctor.Doctor;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Passwords appear in no log at any level, and in no finding of the doctor. */
class SecretsTest {
  private static final String KAFKA_SECRET = "kafka-s3cret";
  private static final String MQTT_SECRET = "mqtt-s3cret";

  @TempDir private Path folder;

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Level level;

  @BeforeEach
  void listen() {
    level = root.getLevel();
    root.setLevel(Level.DEBUG);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    root.setLevel(level);
  }

  private Configuration configuration() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), MQTT_SECRET);
    return ConfigurationReader.read(
        """
        mqtt: {broker: "tcp://127.0.0.1:1", username: kizuki, passwordFile: %s}
        models: [{file: unused.onnx}]
        kafka:
          bootstrapServers: 127.0.0.1:1
          stateDir: %s
          properties:
            security.protocol: SASL_PLAINTEXT
            sasl.mechanism: PLAIN
            request.timeout.ms: 1000
            default.api.timeout.ms: 1000
            delivery.timeout.ms: 2000
            sasl.jaas.config: org.apache.kafka.common.security.plain.PlainLoginModule required username="kizuki" password="%s";
        """
            .formatted(password, folder, KAFKA_SECRET),
        "test",
        Map.of("KIZUKI_HTTP_PORT", "0"));
  }

  @Test
  void noneIsLogged() throws Exception {
    Configuration configuration = configuration();
    try (ImagePublisher mqtt =
            new ImagePublisher(
                new PahoPort(),
                MqttAccess.of(configuration.mqtt()),
                "secrets",
                new DeviceTopic("devices/{device}/images"));
        KafkaProducer<String, byte[]> kafka =
            new KafkaProducer<>(new KafkaSettings(configuration).bridgeProducer())) {
      mqtt.start();
      assertThat(kafka.metrics()).isNotEmpty();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> logged().contains("MQTT connection failed"));
    }
    List<Finding> findings = new Doctor(configuration, new PahoPort()).examine();
    assertThat(logged() + findings)
        .contains("SASL_PLAINTEXT")
        .doesNotContain(KAFKA_SECRET)
        .doesNotContain(MQTT_SECRET);
  }

  private String logged() {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .collect(Collectors.joining("\n"));
  }
}
