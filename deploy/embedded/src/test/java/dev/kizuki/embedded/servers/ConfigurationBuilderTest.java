package dev.kizuki.embedded.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.ConfigurationReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationBuilderTest {
  private final ConfigurationBuilder minimal =
      new ConfigurationBuilder().model(Path.of("parts.onnx"));

  @Test
  void setsWhatWasGivenAndKeepsTheDefaultsOfTheRest() {
    Configuration configuration =
        minimal
            .mqtt(URI.create("tcp://127.0.0.1:1884"))
            .set("mqtt.keepAlive", Duration.ofSeconds(5))
            .kafka("127.0.0.1:9093")
            .set("kafka.threads", 3)
            .set("kafka.createTopics", false)
            .set("kafka.properties", Map.of("main.consumer.max.poll.interval.ms", 8000))
            .set("limits.maxImagesPerSecond", 0.5)
            .httpPort(0)
            .build();
    assertThat(configuration.mqtt().broker()).hasPort(1884);
    assertThat(configuration.mqtt().keepAlive()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.mqtt().clientId()).isEqualTo("kizuki");
    assertThat(configuration.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9093");
    assertThat(configuration.kafka().threads()).isEqualTo(3);
    assertThat(configuration.kafka().createTopics()).isFalse();
    assertThat(configuration.kafka().properties())
        .containsExactly(Map.entry("main.consumer.max.poll.interval.ms", "8000"));
    assertThat(configuration.limits().maxImagesPerSecond()).isEqualTo(0.5);
    assertThat(configuration.http().port()).isZero();
  }

  @Test
  void keepsNoModelsInTheWorkingFolder() {
    assertThat(minimal.build().modelUpdates().archive()).isEmpty();
    assertThat(minimal.set("modelUpdates.archive", "kept").build().modelUpdates().archive())
        .isEqualTo("kept");
  }

  @Test
  void keepsTheOrderOfModels() {
    Configuration configuration =
        new ConfigurationBuilder()
            .model(Path.of("first.onnx"), "line1-*", Path.of("good.png"))
            .model(Path.of("second.onnx"), "line2-*")
            .model(Path.of("third.onnx"))
            .build();
    assertThat(configuration.models())
        .containsExactly(
            new ModelRule(Path.of("first.onnx"), "line1-*", null, Path.of("good.png"), null, null),
            new ModelRule(Path.of("second.onnx"), "line2-*", null, null, null, null),
            new ModelRule(Path.of("third.onnx"), null, null, null, null, null));
  }

  @Test
  void leavesTheBuilderItWasMadeFromUnchanged() {
    minimal.set("kafka.threads", 7);
    minimal.model(Path.of("other.onnx"));
    assertThat(minimal.build().kafka().threads()).isZero();
    assertThat(minimal.build().models()).hasSize(1);
  }

  @Test
  void refusesAnUnknownKeyByName() {
    ConfigurationBuilder wrong = minimal.set("kafka.thread", 1);
    assertThatThrownBy(wrong::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'kafka.thread'");
  }

  @Test
  void writesAFileThatTheServiceReadsAsTheSameConfiguration() {
    ConfigurationBuilder builder = minimal.stateDir(Path.of("/tmp/state of line 1"));
    assertThat(ConfigurationReader.read(builder.yaml(), "the file", Map.of()))
        .hasToString(builder.build().toString());
  }
}
