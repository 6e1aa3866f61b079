package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.kafka.GroupState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks the brokers of a cluster who leads a topic and whether each replica is in sync. */
final class Brokers implements Part {
  private final Admin admin;

  Brokers(String bootstrapServers) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "request.timeout.ms", 3000));
  }

  /** Waits until so many brokers run, and each partition has all its replicas in sync. */
  void awaitAll(int brokers) {
    await()
        .atMost(Plant.SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(admin.describeCluster().nodes().get()).hasSize(brokers);
              assertThat(partitionsOf(all()))
                  .allSatisfy(partition -> assertThat(partition.isr()).hasSize(brokers));
            });
  }

  /** Returns the index, from 0, of the broker that leads most partitions of a topic. */
  int leaderOf(String topic) throws Exception {
    return partitionsOf(List.of(topic)).stream()
            .map(partition -> partition.leader().id())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
            .entrySet()
            .stream()
            .max(Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey()
        - 1;
  }

  /** Waits until a broker, by its index from 0, leads no partition. */
  void awaitLeadsNothing(int broker) {
    await()
        .atMost(Plant.SOON)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(partitionsOf(all()))
                    .allSatisfy(
                        partition -> assertThat(partition.leader().id()).isNotEqualTo(broker + 1)));
  }

  /** Adds partitions to topics until each has so many. */
  void grow(Collection<String> topics, int partitions) throws Exception {
    admin
        .createPartitions(
            topics.stream()
                .collect(
                    Collectors.toMap(
                        Function.identity(), topic -> NewPartitions.increaseTo(partitions))))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  /** Returns how many records of these topics the service has not read. */
  long waiting(List<String> topics) throws Exception {
    return GroupState.read(admin, "kizuki", topics).waiting();
  }

  private Collection<String> all() throws Exception {
    return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
  }

  private List<TopicPartitionInfo> partitionsOf(Collection<String> topics) throws Exception {
    return admin.describeTopics(topics).allTopicNames().get(10, TimeUnit.SECONDS).values().stream()
        .map(TopicDescription::partitions)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public void close() {
    admin.close();
  }
}
