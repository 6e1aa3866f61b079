package dev.kizuki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The topics in {@code deploy/strimzi} survive the loss of a broker. */
class StrimziTopicsTest {
  private static Map<String, JsonNode> topics() throws IOException {
    Map<String, JsonNode> topics = new TreeMap<>();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .readValues(Path.of("../strimzi/kizuki.yaml").toFile())) {
      documents.forEachRemaining(
          document -> {
            if (document.at("/kind").asString().equals("KafkaTopic")) {
              topics.put(document.at("/metadata/name").asString(), document.get("spec"));
            }
          });
    }
    return topics;
  }

  @Test
  void eachTopicHasThreeReplicasOfWhichTwoMustHaveARecord() throws IOException {
    assertThat(topics())
        .isNotEmpty()
        .allSatisfy(
            (name, topic) -> {
              assertThat(topic.at("/replicas").asInt()).isEqualTo(3);
              assertThat(topic.at("/config/min.insync.replicas").asInt()).isEqualTo(2);
            });
  }

  @Test
  void allTopicsAndChangelogsOfTheServiceAreThere() throws IOException {
    Configuration configuration =
        new ConfigurationBuilder()
            .shadowed(ShippedModels.DEMO_PARTS, "*", ShippedModels.MNIST_ZERO, 1)
            .build();
    KafkaTopics needed = new KafkaTopics(configuration, new KafkaSettings(configuration));
    assertThat(topics()).containsKeys(needed.names().toArray(String[]::new));
    int partitions = partitions("device-images");
    for (String changelog : needed.changelogs()) {
      assertThat(topics()).containsKey(changelog);
      assertThat(partitions(changelog)).isEqualTo(partitions);
    }
  }

  private static int partitions(String topic) throws IOException {
    return Objects.requireNonNull(topics().get(topic)).at("/partitions").asInt();
  }
}
