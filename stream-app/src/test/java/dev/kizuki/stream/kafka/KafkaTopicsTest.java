package dev.kizuki.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaTopicsTest {
  private static List<String> names(String yaml) {
    Configuration configuration =
        ConfigurationReader.read("models: [{file: unused.onnx}]\n" + yaml, "test", Map.of());
    return new KafkaTopics(configuration, new KafkaSettings(configuration)).names();
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
}
