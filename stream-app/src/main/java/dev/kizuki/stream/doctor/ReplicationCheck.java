package dev.kizuki.stream.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks Kafka for the replicas of the topics of the service, of its changelogs, and of Kafka's own
 * topics of offsets and transactions.
 *
 * @param topics the topics of the service and its changelogs; those that do not exist are left out
 */
record ReplicationCheck(Admin admin, List<String> topics) implements Check {
  private static final String SUBJECT = "replication";
  private static final List<String> KAFKAS_OWN =
      List.of("__consumer_offsets", "__transaction_state");

  @Override
  public List<Finding> findings() throws InterruptedException {
    List<String> names = new ArrayList<>(topics);
    names.addAll(KAFKAS_OWN);
    List<TopicReplicas> found = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    try {
      int brokers = KafkaAnswers.get(admin.describeCluster().nodes()).size();
      Map<String, KafkaFuture<TopicDescription>> answers =
          admin.describeTopics(names).topicNameValues();
      for (String name : names) {
        try {
          found.add(replicas(KafkaAnswers.get(answers.get(name))));
        } catch (ExecutionException e) {
          if (e.getCause() instanceof AuthorizationException) {
            hidden.add(name);
          } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw e;
          }
        }
      }
      List<Finding> findings = new ArrayList<>(new ReplicationRequirements(brokers).compare(found));
      if (brokers > 1 && !hidden.isEmpty()) {
        findings.add(
            Finding.ok(SUBJECT, "not checked, because this user may not DESCRIBE them: " + hidden));
      }
      return findings;
    } catch (ExecutionException | TimeoutException e) {
      return List.of(Finding.failure(SUBJECT, KafkaAnswers.cause(e), "read the brokers' logs"));
    }
  }

  private TopicReplicas replicas(TopicDescription topic)
      throws InterruptedException, TimeoutException {
    return new TopicReplicas(
        topic.name(),
        topic.partitions().stream().mapToInt(each -> each.replicas().size()).min().orElse(0),
        (int)
            topic.partitions().stream()
                .filter(each -> each.isr().size() < each.replicas().size())
                .count(),
        minInsyncReplicas(topic.name()));
  }

  private OptionalLong minInsyncReplicas(String topic)
      throws InterruptedException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config =
          KafkaAnswers.get(admin.describeConfigs(List.of(resource)).values().get(resource));
      ConfigEntry entry = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
      return entry == null || entry.value() == null
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(entry.value()));
    } catch (ExecutionException e) {
      // this user may not see the settings; TopicCheck tells the rights that are needed
      return OptionalLong.empty();
    }
  }
}
