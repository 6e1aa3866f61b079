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
  void theServiceNeedsThreeTopics() {
    assertThat(names("")).containsExactly("device-images", "anomalies", "rejected-images");
  }

  @Test
  void theTopicOfScoresIsNeededIfScoresAreWritten() {
    assertThat(names("topics: {scores: all-scores, images: pictures}"))
        .containsExactly("pictures", "anomalies", "rejected-images", "all-scores");
  }
}
