package dev.kizuki.stream.doctor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka for one topic and compares it with the requirements. */
record TopicCheck(Admin admin, String name, TopicRequirements requirements) implements Check {
  private static final String SUBJECT = "topic";

  @Override
  public List<Finding> findings() throws InterruptedException {
    return List.of(finding());
  }

  private Finding finding() throws InterruptedException {
    try {
      return requirements.compare(name, facts());
    } catch (ExecutionException e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException
          ? requirements.missing(name)
          : Finding.failure(
              SUBJECT, name + ": " + KafkaAnswers.cause(e), "grant DESCRIBE on the topic");
    } catch (TimeoutException e) {
      return Finding.failure(SUBJECT, name + ": no answer", "read the brokers' logs");
    }
  }

  private TopicFacts facts() throws ExecutionException, InterruptedException, TimeoutException {
    TopicDescription description =
        KafkaAnswers.get(
            admin
                .describeTopics(
                    List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .get(name));
    return new TopicFacts(
        description.partitions().size(),
        description.partitions().get(0).replicas().size(),
        description.authorizedOperations(),
        settings());
  }

  private Map<String, String> settings()
      throws ExecutionException, InterruptedException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    return KafkaAnswers.get(admin.describeConfigs(List.of(resource)).values().get(resource))
        .entries()
        .stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }
}
