package dev.kizuki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedKafka;
import dev.kizuki.embedded.servers.EmbeddedMqtt;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.servers.TemporaryFolder;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.doctor.Doctor;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.doctor.Finding.Level;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the doctor against real brokers, with right and wrong configurations. */
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

  /** Returns a configuration for the brokers of this test, without a model. */
  private ConfigurationBuilder withoutModel() {
    return new ConfigurationBuilder()
        .mqtt(mqtt.uri())
        .kafka(kafka.bootstrapServers())
        .stateDir(state)
        .httpPort(0);
  }

  private static List<Finding> examine(Configuration configuration) throws InterruptedException {
    return new Doctor(configuration, new PahoPort()).examine();
  }

  @Test
  void findsNoFailureInARightConfiguration() throws Exception {
    List<Finding> findings = examine(withoutModel().model(ShippedModels.DEMO_PARTS).build());
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
  void namesEachFailureAndItsRemedy() throws Exception {
    Path notAModel = Files.writeString(state.resolve("not-a-model.onnx"), "hello");
    Path noCertificate = Files.writeString(state.resolve("ca.pem"), "hello");
    List<Finding> findings =
        examine(
            withoutModel()
                .model(notAModel)
                .mqtt(URI.create("ssl://127.0.0.1:1"))
                .set("mqtt.trustedFile", noCertificate)
                .set("mqtt.passwordFile", state.resolve("missing"))
                .kafka("127.0.0.1:1")
                .build());
    assertThat(findings)
        .filteredOn(finding -> finding.level() == Level.FAILURE)
        .allSatisfy(finding -> assertThat(finding.remedy()).isNotEmpty())
        .extracting(Finding::subject)
        .containsExactly("model", "certificate", "password", "mqtt", "kafka");
  }

  @Test
  void reportsATopicThatIsMissingOrTooSmallForTheLargestImage() throws Exception {
    Configuration configuration =
        withoutModel()
            .model(ShippedModels.DEMO_PARTS)
            .set("topics.images", "small-images")
            .set("limits.maxImageBytes", 4_000_000)
            .set("kafka.createTopics", false)
            .build();
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
