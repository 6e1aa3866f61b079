package dev.kizuki.embedded.servers;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker in this JVM, on the loopback interface: a KRaft node that is broker and
 * controller, alone or in a cluster. Close clients before the broker.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaRaftServer server;
  private final int port;

  /**
   * Starts a broker at free ports, which takes 2 to 3 seconds.
   *
   * @param folder the folder of the records of the broker; an empty folder is formatted
   */
  public EmbeddedKafka(Path folder) {
    this(folder, FreePorts.next(), FreePorts.next(), Map.of());
  }

  /**
   * Starts a broker at given ports, so that clients find it again after a restart.
   *
   * @param folder the folder of the records of the broker; an empty folder is formatted
   * @param port the port for clients
   * @param controllerPort the port for the controller
   * @param overrides settings of the broker that replace the settings of this class
   */
  public EmbeddedKafka(Path folder, int port, int controllerPort, Map<String, String> overrides) {
    this(folder, KafkaNode.alone(port, controllerPort), overrides);
  }

  /**
   * Starts a node of a cluster. It returns when most of the nodes run.
   *
   * @param folder the folder of the records of the node; an empty folder is formatted
   * @param overrides settings of the broker that replace the settings of this class
   */
  public EmbeddedKafka(Path folder, KafkaNode node, Map<String, String> overrides) {
    this.port = node.port();
    Map<String, String> settings = settings(folder, node);
    settings.putAll(overrides);
    format(folder, node);
    server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    server.startup();
  }

  private static Map<String, String> settings(Path folder, KafkaNode node) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(node.number()));
    settings.put("controller.quorum.voters", node.voters());
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(node.port(), node.controllerPort()));
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", folder.toString());
    String replicas = Integer.toString(node.replicas());
    String minInsyncReplicas = Integer.toString(node.minInsyncReplicas());
    settings.put("default.replication.factor", replicas);
    settings.put("min.insync.replicas", minInsyncReplicas);
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("transaction.state.log.min.isr", minInsyncReplicas);
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", replicas);
    settings.put("share.coordinator.state.topic.min.isr", minInsyncReplicas);
    // groups have few members: do not wait for more members
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("auto.create.topics.enable", "false");
    return settings;
  }

  private static void format(Path folder, KafkaNode node) {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setClusterId(node.clusterId())
            .setNodeId(node.number())
            .addDirectory(folder.toString())
            .setMetadataLogDirectory(Optional.of(folder.toString()))
            .setControllerListenerName("CONTROLLER")
            .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
    try {
      formatter.run();
    } catch (Exception e) {
      throw new IllegalStateException("Kafka's folder %s cannot be formatted".formatted(folder), e);
    }
  }

  /** Returns HOST:PORT of this broker for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
