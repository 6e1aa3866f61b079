package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.KafkaNode;
import dev.kizuki.embedded.servers.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;

/** Three brokers of Kafka as processes. */
final class BrokerCluster implements AutoCloseable {
  static final int SIZE = 3;
  private static final int HEAP_MIB = 512;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final List<ChildProcess> processes = new ArrayList<>();
  private final String bootstrapServers;
  private final Admin admin;

  /** Starts the brokers, and waits until they are a cluster. */
  BrokerCluster(Path folder) throws InterruptedException {
    List<KafkaNode> nodes = KafkaNode.cluster(SIZE);
    bootstrapServers = nodes.get(0).bootstrapServers();
    for (KafkaNode node : nodes) {
      String name = "kafka-" + node.number();
      processes.add(
          new ChildProcess(
              HEAP_MIB,
              folder.resolve(name + ".log"),
              KafkaServer.main(folder.resolve(name), node, node.port())));
    }
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    awaitInSync();
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops a broker, starts it again, and waits until all replicas are in sync. */
  void restart(int index) throws InterruptedException {
    ChildProcess broker = processes.get(index);
    broker.stop();
    broker.start();
    awaitInSync();
  }

  private void awaitInSync() throws InterruptedException {
    Waiting.until(
        TIMEOUT,
        "cluster with all replicas in sync",
        this::isInSync,
        () -> processes.get(0).lastWords());
  }

  private boolean isInSync() throws InterruptedException {
    try {
      if (admin.describeCluster().nodes().get().size() < SIZE) {
        return false;
      }
      Collection<String> topics =
          admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      Collection<TopicDescription> described =
          admin.describeTopics(topics).allTopicNames().get().values();
      return described.stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.isr().size() == partition.replicas().size());
    } catch (ExecutionException e) {
      return false; // the brokers elect a leader
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    processes.forEach(ChildProcess::close);
  }
}
