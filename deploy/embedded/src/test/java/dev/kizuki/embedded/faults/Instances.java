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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** One Kafka broker, mosquitto and several instances of the service, as processes. */
final class Instances implements AutoCloseable {
  final List<Server> services = new ArrayList<>();
  final Outcomes outcomes;
  final String bootstrapServers;

  private final int mqttPort = FreePorts.next();
  private final List<Integer> httpPorts = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final byte[] image = new byte[28 * 28];

  /**
   * Starts all processes, and waits until the instances are ready.
   *
   * @param changes changes the configuration of the instance with this number, from 0
   */
  Instances(
      Path folder,
      int count,
      BiFunction<Integer, ConfigurationBuilder, ConfigurationBuilder> changes)
      throws Exception {
    Mosquitto.assumeInstalled();
    Arrays.fill(image, 300, 400, (byte) 255);
    int kafkaPort = FreePorts.next();
    bootstrapServers = "127.0.0.1:" + kafkaPort;
    try {
      KafkaNode node = KafkaNode.alone(kafkaPort, FreePorts.next());
      own(
          new Server(
              JavaCommand.of(256, KafkaServer.main(folder.resolve("kafka"), node, kafkaPort)),
              folder.resolve("kafka.log")));
      own(Mosquitto.start(folder, mqttPort));
      for (int i = 0; i < count; i++) {
        httpPorts.add(FreePorts.next());
        services.add(
            own(
                ServiceInstance.start(
                    folder, "service-" + i, changes.apply(i, configuration(folder, i)))));
        // the first instance creates the topics
        awaitReady(i);
      }
      outcomes = own(new Outcomes(bootstrapServers));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private <T extends Part> T own(T part) {
    parts.add(0, part);
    return part;
  }

  private ConfigurationBuilder configuration(Path folder, int instance) {
    return new ConfigurationBuilder()
        .mqtt(URI.create("tcp://127.0.0.1:" + mqttPort))
        .set("mqtt.clientId", name(instance))
        .set("mqtt.keepAlive", Duration.ofSeconds(5))
        .kafka(bootstrapServers)
        .stateDir(folder.resolve("state-" + instance))
        .set("kafka.threads", 1)
        .set("kafka.partitions", 4)
        .set("topics.scores", "scores")
        .httpPort(httpPorts.get(instance))
        .model(ShippedModels.MNIST_ZERO);
  }

  /** The client identifier of an instance. */
  static String name(int instance) {
    return "kizuki-" + instance;
  }

  void awaitReady(int instance) {
    ServiceInstance.awaitReady(httpPorts.get(instance));
  }

  /**
   * Starts devices.
   *
   * @param rate images a second of each device
   * @param topics gives the topic of a device, with %s for its name
   */
  Devices devices(int count, double rate, IntFunction<String> topics) {
    return new Devices(
        mqttPort, count, rate, Duration.ZERO, topics, (device, number) -> image.clone());
  }

  void awaitScored(int more) {
    int before = outcomes.images();
    await().atMost(Plant.SOON).until(() -> outcomes.images() > before + more);
  }

  /** Waits until each of these images was scored or rejected. */
  void awaitOutcomes(Collection<Devices.Accepted> accepted) {
    await()
        .atMost(Plant.SOON)
        .untilAsserted(() -> assertThat(outcomes.missing(accepted)).as("lost images").isZero());
  }

  /** Waits until an instance has logged a line with this text and the name of another instance. */
  void awaitLogged(int instance, String text, String other) {
    await()
        .atMost(Plant.SOON)
        .until(
            () ->
                services
                    .get(instance)
                    .log()
                    .lines()
                    .anyMatch(line -> line.contains(text) && line.contains(other)));
  }

  /** The sum of a counter without labels over all instances, as they tell Prometheus. */
  double sum(String counter) throws IOException {
    double sum = 0;
    for (int port : httpPorts) {
      URI metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
      String scraped =
          new String(metrics.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
      sum +=
          scraped
              .lines()
              .filter(line -> line.startsWith(counter + " "))
              .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
              .sum();
    }
    return sum;
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
  }
}
