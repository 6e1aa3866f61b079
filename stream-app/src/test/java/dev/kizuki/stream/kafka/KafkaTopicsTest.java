package dev.kizuki.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaTopicsTest {
  private static KafkaTopics topics(String yaml) {
    return of("models: [{file: unused.onnx}]\n" + yaml);
  }

  private static KafkaTopics of(String yaml) {
    Configuration configuration = ConfigurationReader.read(yaml, "test", Map.of());
    return new KafkaTopics(configuration, new KafkaSettings(configuration));
  }

  private static List<String> names(String yaml) {
    return topics("incidents: {enabled: false}\n" + yaml).names();
  }

  @Test
  void theServiceNeedsFourTopics() {
    assertThat(names(""))
        .containsExactly("device-images", "anomalies", "rejected-images", "alerts-undelivered");
  }

  @Test
  void theTopicOfUndeliveredAlertsIsNeededIfMqttGetsAlerts() {
    assertThat(names("mqtt: {anomalies: \"\"}\ncanary: {interval: PT0S}"))
        .containsExactly("device-images", "anomalies", "rejected-images");
  }

  @Test
  void theTopicOfScoresIsNeededIfScoresAreWritten() {
    assertThat(names("topics: {scores: all-scores, images: pictures}"))
        .containsExactly(
            "pictures", "anomalies", "rejected-images", "alerts-undelivered", "all-scores");
  }

  @Test
  void incidentsHaveTopicsOfTheirOwn() {
    assertThat(topics("").names())
        .containsExactly(
            "device-images",
            "anomalies",
            "rejected-images",
            "alerts-undelivered",
            "incidents",
            "operator-actions",
            "evidence",
            "device-status",
            "service-status",
            "device-limits",
            "image-samples",
            "model-events");
  }

  @Test
  void theTopicOfUndeliveredAlertsIsAlsoNeededIfMqttGetsIncidents() {
    assertThat(topics("mqtt: {anomalies: \"\"}").names()).contains("alerts-undelivered");
    assertThat(topics("mqtt: {anomalies: \"\", incidents: \"\"}").names())
        .doesNotContain("alerts-undelivered");
  }

  @Test
  void incidentsAreCompactedAndKeptForTheTimeOfTheConfiguration() {
    assertThat(topics("incidents: {keep: 2d}").topic("incidents", 6).configs())
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("retention.ms", "172800000");
    assertThat(topics("").topic("evidence", 6).configs())
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("retention.ms", "2592000000");
  }

  @Test
  void theStatusOfADeviceStaysForTenMinutes() {
    assertThat(topics("").topic("device-status", 6).configs())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("min.compaction.lag.ms", "600000");
    assertThat(topics("").topic("service-status", 1).configs())
        .containsEntry("cleanup.policy", "compact");
  }

  @Test
  void comparisonsNeedATopicIfAModelHasAShadow() {
    assertThat(of("models: [{file: a.onnx, shadow: b.onnx}]").names())
        .contains("model-comparisons");
    assertThat(topics("").topic("model-comparisons", 6).configs())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "604800000");
  }

  @Test
  void limitsAndSamplesAreCompacted() {
    assertThat(topics("").topic("device-limits", 6).configs())
        .containsEntry("cleanup.policy", "compact");
    assertThat(topics("").topic("image-samples", 6).configs())
        .containsEntry("cleanup.policy", "compact");
    assertThat(topics("").topic("model-events", 1).configs())
        .containsEntry("cleanup.policy", "delete");
  }

  @Test
  void actionsAreKeptForThirtyDays() {
    assertThat(topics("").topic("operator-actions", 6).configs())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "2592000000");
  }

  @Test
  void ofThreeReplicasTwoMustHaveARecord() {
    assertThat(topics("kafka: {replicationFactor: 3}").topic("device-images", 3).configs())
        .containsEntry("min.insync.replicas", "2");
    assertThat(topics("kafka: {replicationFactor: 2}").topic("incidents", 3).configs())
        .doesNotContainKey("min.insync.replicas");
    assertThat(topics("").topic("incidents", 3).configs()).doesNotContainKey("min.insync.replicas");
  }

  @Test
  void everyTopicTakesTheLargestRecord() {
    KafkaTopics large = topics("limits: {maxImageBytes: 2000000}");
    assertThat(large.topic("device-images", 3).configs())
        .containsEntry("max.message.bytes", "2065536");
    assertThat(large.topic("incidents", 3).configs()).containsEntry("max.message.bytes", "2065536");
  }
}
