package dev.kizuki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.EmbeddedKafka;
import dev.kizuki.embedded.servers.EmbeddedModels;
import dev.kizuki.embedded.servers.EmbeddedMqtt;
import dev.kizuki.embedded.servers.TemporaryFolder;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.doctor.Doctor;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.doctor.Finding.Level;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before real brokers, with and without something wrong. */
class DoctorIT {
  private static TemporaryFolder folder;
  private static EmbeddedKafka kafka;
  private static EmbeddedMqtt mqtt;

  @TempDir private Path state;

  @BeforeAll
  static void start() {
    folder = new TemporaryFolder("doctor-test");
    kafka = new EmbeddedKafka(folder.path().resolve("kafka"));
    mqtt = new EmbeddedMqtt(folder.path().resolve("mqtt"));
  }

  @AfterAll
  static void stop() {
    mqtt.close();
    kafka.close();
    folder.close();
  }

  private Configuration configuration(Map<String, String> overrides) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KIZUKI_MQTT_BROKER", mqtt.uri().toString());
    environment.put("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("KIZUKI_KAFKA_STATE_DIR", state.toString());
    environment.put("KIZUKI_HTTP_PORT", "0");
    environment.put("KIZUKI_MODELS", EmbeddedModels.demoParts());
    environment.putAll(overrides);
    return ConfigurationReader.read("", "test", environment);
  }

  private static List<Finding> examine(Configuration configuration) throws InterruptedException {
    return new Doctor(configuration, new PahoPort()).examine();
  }

  @Test
  void findsNothingWrongWhereNothingIs() throws Exception {
    List<Finding> findings = examine(configuration(Map.of()));
    assertThat(findings).extracting(Finding::level).doesNotContain(Level.FAILURE);
    assertThat(findings)
        .extracting(Finding::subject)
        .contains("java", "model", "disk", "http", "mqtt", "kafka", "topic", "clock");
    assertThat(findings)
        .filteredOn(finding -> finding.subject().equals("clock"))
        .singleElement()
        .satisfies(clock -> assertThat(clock.level()).isEqualTo(Level.OK));
  }

  @Test
  void namesEachThingThatIsWrongAndItsRemedy() throws Exception {
    Path notAModel = Files.writeString(state.resolve("not-a-model.onnx"), "hello");
    Path noCertificate = Files.writeString(state.resolve("ca.pem"), "hello");
    List<Finding> findings =
        examine(
            configuration(
                Map.of(
                    "KIZUKI_MODELS", "[{file: %s}]".formatted(notAModel),
                    "KIZUKI_MQTT_BROKER", "ssl://127.0.0.1:1",
                    "KIZUKI_MQTT_TRUSTED_FILE", noCertificate.toString(),
                    "KIZUKI_MQTT_PASSWORD_FILE", state.resolve("missing").toString(),
                    "KIZUKI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")));
    assertThat(findings)
        .filteredOn(finding -> finding.level() == Level.FAILURE)
        .allSatisfy(finding -> assertThat(finding.remedy()).isNotEmpty())
        .extracting(Finding::subject)
        .containsExactly("model", "certificate", "password", "mqtt", "kafka");
  }

  @Test
  void aTopicThatIsTooSmallForTheLargestImageIsTold() throws Exception {
    Configuration configuration =
        configuration(
            Map.of(
                "KIZUKI_TOPICS_IMAGES", "small-images",
                "KIZUKI_LIMITS_MAX_IMAGE_BYTES", "4000000",
                "KIZUKI_KAFKA_CREATE_TOPICS", "false"));
    assertThat(examine(configuration))
        .filteredOn(finding -> finding.text().contains("small-images"))
        .singleElement()
        .satisfies(topic -> assertThat(topic.remedy()).contains("create it"));
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("small-images", 1, (short) 1))).all().get();
    }
    assertThat(examine(configuration))
        .filteredOn(finding -> finding.text().contains("small-images"))
        .singleElement()
        .satisfies(topic -> assertThat(topic.remedy()).contains("max.message.bytes"));
  }
}
