package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.FreePorts;
import dev.kizuki.embedded.servers.KafkaNode;
import dev.kizuki.embedded.servers.KafkaServer;
import dev.kizuki.embedded.servers.ShippedModels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Three Kafka brokers, mosquitto and three instances of the service, as processes. Each instance
 * subscribes to the images of one line, so that mosquitto keeps the order of each device, and
 * scores the images of its share of the partitions.
 */
final class Cluster implements Installation {
  static final int SIZE = 3;

  private static final int BROKER_HEAP_MIB = 256;
  private static final int DEVICES = 6;
  private static final double RATE = 10;
  static final int PARTITIONS = 3;

  final List<Server> brokers = new ArrayList<>();
  final List<Server> instances = new ArrayList<>();
  final Brokers kafka;

  private final Path folder;
  private final List<KafkaNode> nodes = KafkaNode.cluster(SIZE);
  private final int mqttPort = FreePorts.next();
  private final List<Integer> httpPorts = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final Outcomes outcomes;
  private final byte[] image = new byte[28 * 28];

  /** Starts all processes and waits until each partition has three replicas. */
  Cluster(Path folder) throws Exception {
    Mosquitto.assumeInstalled();
    this.folder = folder;
    Arrays.fill(image, 300, 400, (byte) 255);
    try {
      for (KafkaNode node : nodes) {
        brokers.add(
            own(
                new Server(
                    JavaCommand.of(
                        BROKER_HEAP_MIB,
                        KafkaServer.main(disk(node.number() - 1), node, node.port())),
                    folder.resolve("kafka-%d.log".formatted(node.number())))));
      }
      own(Mosquitto.start(folder, mqttPort));
      kafka = own(new Brokers(bootstrapServers()));
      kafka.awaitAll(SIZE);
      for (int i = 0; i < SIZE; i++) {
        httpPorts.add(FreePorts.next());
        instances.add(own(ServiceInstance.start(folder, name(i), configuration(i))));
        // the first instance creates the topics
        ServiceInstance.awaitReady(httpPorts.get(i));
      }
      outcomes = own(new Outcomes(bootstrapServers()));
      awaitWhole();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private <T extends Part> T own(T part) {
    parts.add(0, part);
    return part;
  }

  String bootstrapServers() {
    return nodes.get(0).bootstrapServers();
  }

  private Path disk(int broker) {
    return folder.resolve("kafka-%d".formatted(broker + 1));
  }

  /** Takes all records away from a broker, which must not run. */
  void loseDisk(int broker) throws IOException {
    assertThat(brokers.get(broker).isAlive()).isFalse();
    Files.move(disk(broker), folder.resolve("lost-" + System.nanoTime()));
  }

  /**
   * Stops all instances and starts them with another setting.
   *
   * @param guarantee {@code at_least_once} or {@code exactly_once_v2}
   */
  void processWith(String guarantee) throws Exception {
    stopInstances();
    for (int i = 0; i < SIZE; i++) {
      ServiceInstance.write(
          folder, name(i), configuration(i).set("kafka.processingGuarantee", guarantee));
    }
    startInstances();
  }

  /** Starts all instances. */
  void startInstances() {
    instances.forEach(Server::start);
    httpPorts.forEach(ServiceInstance::awaitReady);
  }

  /** Stops all instances that run. */
  void stopInstances() throws InterruptedException {
    for (Server instance : instances) {
      if (instance.isAlive()) {
        instance.terminate();
      }
    }
  }

  /** Lets an instance without new images read what waits in Kafka. */
  void drain(List<String> topics) throws Exception {
    int port = FreePorts.next();
    ConfigurationBuilder reader =
        configuration(0)
            .set("mqtt.clientId", "kizuki-reader")
            .set("mqtt.images", "nowhere/{device}/images")
            // the sessions of the stopped instances keep their images
            .set("mqtt.standInAfter", "0s")
            .httpPort(port);
    try (Server instance = ServiceInstance.start(folder, "reader", reader)) {
      ServiceInstance.awaitReady(port);
      await().atMost(Plant.SOON).until(() -> kafka.waiting(topics) == 0);
      instance.terminate();
    }
  }

  private static String name(int instance) {
    return "service-" + instance;
  }

  /** Returns the configuration of an instance, which subscribes to the images of its line. */
  ConfigurationBuilder configuration(int instance) {
    return new ConfigurationBuilder()
        .mqtt(URI.create("tcp://127.0.0.1:" + mqttPort))
        .set("mqtt.clientId", "kizuki-" + instance)
        .set("mqtt.keepAlive", Duration.ofSeconds(5))
        .set("mqtt.images", "line%d/{device}/images".formatted(instance))
        .kafka(bootstrapServers())
        .stateDir(folder.resolve("state-" + instance))
        .set("kafka.threads", 1)
        .set("kafka.partitions", PARTITIONS)
        // new partitions are found soon
        .set("kafka.properties", Map.of("metadata.max.age.ms", 2000))
        .set("topics.scores", "scores")
        // the devices send equal images
        .set("cameras.limits", Map.of("troubles", List.of()))
        .httpPort(httpPorts.get(instance))
        .model(ShippedModels.MNIST_ZERO);
  }

  @Override
  public Devices devices() {
    return new Devices(
        mqttPort,
        DEVICES,
        RATE,
        Duration.ZERO,
        device -> "line" + device % SIZE + "/%s/images",
        (device, number) -> image.clone());
  }

  /** The first instance. */
  @Override
  public Server service() {
    return instances.get(0);
  }

  @Override
  public Outcomes outcomes() {
    return outcomes;
  }

  /** Waits until all brokers and instances work and no partition lacks a replica. */
  void awaitWhole() {
    kafka.awaitAll(SIZE);
    httpPorts.forEach(ServiceInstance::awaitReady);
  }

  /** Waits until an instance is ready. */
  void awaitReady(int instance) {
    ServiceInstance.awaitReady(httpPorts.get(instance));
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
  }
}
