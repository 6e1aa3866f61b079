package dev.kizuki.embedded.servers;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * One node of a Kafka cluster on the loopback interface. Each node is broker and controller.
 *
 * @param number the number of the node, from 1 to the number of nodes
 * @param clusterId the id of the cluster, a {@link Uuid} as text, the same for all nodes
 * @param ports the ports for clients, of all nodes in the order of their numbers
 * @param controllerPorts the ports for controllers, of all nodes in the order of their numbers
 */
public record KafkaNode(
    int number, String clusterId, List<Integer> ports, List<Integer> controllerPorts) {
  public KafkaNode {
    ports = List.copyOf(ports);
    controllerPorts = List.copyOf(controllerPorts);
    if (ports.isEmpty() || ports.size() != controllerPorts.size()) {
      throw new IllegalArgumentException(
          "each node needs two ports; there were %s and %s".formatted(ports, controllerPorts));
    }
    if (number < 1 || number > ports.size()) {
      throw new IllegalArgumentException(
          "the number of the node must be 1 to %d, was %d".formatted(ports.size(), number));
    }
  }

  /** Returns the only node of a new cluster. */
  public static KafkaNode alone(int port, int controllerPort) {
    return new KafkaNode(1, Uuid.randomUuid().toString(), List.of(port), List.of(controllerPort));
  }

  /** Returns the nodes of a new cluster, at free ports. */
  public static List<KafkaNode> cluster(int nodes) {
    String id = Uuid.randomUuid().toString();
    List<Integer> ports = IntStream.range(0, nodes).mapToObj(i -> FreePorts.next()).toList();
    List<Integer> controllers = IntStream.range(0, nodes).mapToObj(i -> FreePorts.next()).toList();
    return IntStream.rangeClosed(1, nodes)
        .mapToObj(number -> new KafkaNode(number, id, ports, controllers))
        .toList();
  }

  /** Returns the port for clients of this node. */
  public int port() {
    return ports.get(number - 1);
  }

  /** Returns the port for controllers of this node. */
  public int controllerPort() {
    return controllerPorts.get(number - 1);
  }

  /** Returns HOST:PORT of each node for clients, separated by commas. */
  public String bootstrapServers() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Returns the controllers, as the broker's setting {@code controller.quorum.voters}. */
  String voters() {
    return IntStream.range(0, controllerPorts.size())
        .mapToObj(i -> "%d@127.0.0.1:%d".formatted(i + 1, controllerPorts.get(i)))
        .collect(Collectors.joining(","));
  }

  /** Returns on how many nodes each record is kept: on three, or on all if there are fewer. */
  int replicas() {
    return Math.min(3, ports.size());
  }

  /** Returns how many replicas must have a record before it counts as written. */
  int minInsyncReplicas() {
    return Math.max(1, replicas() - 1);
  }
}
