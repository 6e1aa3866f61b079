package dev.kizuki.embedded.servers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The main class of a Kafka broker that runs as a process of its own, alone or in a cluster, so
 * that it can be killed.
 */
public final class KafkaServer {
  private KafkaServer() {}

  /**
   * Returns the name of this class and its arguments, for the command line of a JVM.
   *
   * @param folder the folder of the records of the node; an empty folder is formatted
   * @param advertisedPort the port that clients are told to connect to
   */
  public static List<String> main(Path folder, KafkaNode node, int advertisedPort) {
    return List.of(
        KafkaServer.class.getName(),
        folder.toString(),
        Integer.toString(advertisedPort),
        Integer.toString(node.number()),
        node.clusterId(),
        text(node.ports()),
        text(node.controllerPorts()));
  }

  private static String text(List<Integer> ports) {
    return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Runs until the process is killed or terminated.
   *
   * @param args FOLDER ADVERTISED_PORT NUMBER CLUSTER_ID PORT[,...] CONTROLLER_PORT[,...]
   */
  public static void main(String[] args) throws InterruptedException {
    KafkaNode node =
        new KafkaNode(Integer.parseInt(args[2]), args[3], ports(args[4]), ports(args[5]));
    EmbeddedKafka kafka =
        new EmbeddedKafka(
            Path.of(args[0]),
            node,
            Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    System.out.println(kafka.bootstrapServers());
    Thread.currentThread().join();
  }

  private static List<Integer> ports(String text) {
    return Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
  }
}
