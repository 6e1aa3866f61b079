package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration.Topics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Asks Kafka for the partitions of the topics of images and of operators' actions. */
record PartitionCheck(Admin admin, TopicRequirements requirements) implements Check {
  @Override
  public List<Finding> findings() throws InterruptedException {
    Topics topics = requirements.configuration().topics();
    try {
      Map<String, TopicDescription> answer =
          KafkaAnswers.get(
              admin.describeTopics(List.of(topics.images(), topics.actions())).allTopicNames());
      return List.of(
          requirements.comparePartitions(
              partitions(answer, topics.images()), partitions(answer, topics.actions())));
    } catch (ExecutionException | TimeoutException e) {
      // TopicCheck tells what is wrong with a topic that Kafka does not describe
      return List.of();
    }
  }

  private static int partitions(Map<String, TopicDescription> answer, String topic) {
    return Objects.requireNonNull(answer.get(topic)).partitions().size();
  }
}
