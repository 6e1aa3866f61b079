package dev.kizuki.embedded.faults;

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
import java.util.function.UnaryOperator;

/**
 * Kafka, mosquitto and the service as processes, links between them that can be broken, and a
 * reader of the outcome of each image.
 */
final class Plant implements Installation {
  /** How often each fault strikes; the profile {@code faults} raises it. */
  static final int ROUNDS = Integer.getInteger("faults.rounds", 1);

  static final Duration SOON = Duration.ofSeconds(90);
  static final int DEVICES = 4;

  /** Images a second of each device. */
  static final double RATE = 50;

  final int httpPort = FreePorts.next();
  final Path folder;
  final Path model;
  final Server kafka;
  final Server mosquitto;
  final Server service;
  final Link devicesToMqtt;
  final Link serviceToMqtt;
  final Link toKafka;
  final Outcomes outcomes;

  private final byte[] image = new byte[28 * 28];
  private final List<Part> parts = new ArrayList<>();

  Plant(Path folder) throws Exception {
    this(folder, folder.resolve("kafka"), UnaryOperator.identity());
  }

  /**
   * Starts all processes and waits until the service is ready. Its model judges the images of
   * {@link #devices(int, Duration)} anomalous.
   *
   * @param kafkaFolder the folder of the records of Kafka
   * @param changes changes the service's configuration
   */
  Plant(Path folder, Path kafkaFolder, UnaryOperator<ConfigurationBuilder> changes)
      throws Exception {
    this(folder, kafkaFolder, ShippedModels.MNIST_ZERO, changes);
  }

  /**
   * Starts all processes and waits until the service is ready.
   *
   * @param kafkaFolder the folder of the records of Kafka
   * @param original the model, which is copied
   * @param changes changes the service's configuration
   */
  Plant(Path folder, Path kafkaFolder, Path original, UnaryOperator<ConfigurationBuilder> changes)
      throws Exception {
    Mosquitto.assumeInstalled();
    this.folder = folder;
    model = Files.copy(original, folder.resolve("model.onnx"));
    Arrays.fill(image, 300, 400, (byte) 255);
    int mqttPort = FreePorts.next();
    int kafkaPort = FreePorts.next();
    try {
      toKafka = own(new Link(kafkaPort));
      devicesToMqtt = own(new Link(mqttPort));
      serviceToMqtt = own(new Link(mqttPort));
      kafka = own(startKafka(kafkaFolder, kafkaPort));
      mosquitto = own(Mosquitto.start(folder, mqttPort));
      service =
          own(
              ServiceInstance.start(
                  folder, "service", changes.apply(configuration("1", httpPort))));
      outcomes = own(new Outcomes("127.0.0.1:" + toKafka.port()));
      ServiceInstance.awaitReady(httpPort);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private <T extends Part> T own(T part) {
    parts.add(0, part);
    return part;
  }

  private Server startKafka(Path kafkaFolder, int port) throws IOException {
    KafkaNode node = KafkaNode.alone(port, FreePorts.next());
    return new Server(
        JavaCommand.of(512, KafkaServer.main(kafkaFolder, node, toKafka.port())),
        folder.resolve("kafka.log"));
  }

  /** Returns the configuration of an instance of the service, behind the links. */
  ConfigurationBuilder configuration(String instance, int port) {
    return new ConfigurationBuilder()
        .mqtt(URI.create("tcp://127.0.0.1:" + serviceToMqtt.port()))
        .set("mqtt.clientId", "kizuki-" + instance)
        .set("mqtt.keepAlive", Duration.ofSeconds(5))
        .kafka("127.0.0.1:" + toKafka.port())
        .stateDir(folder.resolve("state-" + instance))
        .set("kafka.threads", 1)
        .set("kafka.partitions", 4)
        .set("kafka.properties", Map.of("main.consumer.max.poll.interval.ms", 8000))
        .set("topics.scores", "scores")
        .httpPort(port)
        .model(model)
        .set("modelUpdates.interval", Duration.ofMillis(200));
  }

  /**
   * Starts devices that send images.
   *
   * @param clockSkew the time by which their clocks are ahead
   */
  Devices devices(int count, Duration clockSkew) {
    return new Devices(
        devicesToMqtt.port(), count, RATE, clockSkew, (device, number) -> image.clone());
  }

  /**
   * Starts devices that send images by a schedule.
   *
   * @param rate images a second of each device
   */
  Devices devices(int count, double rate, Devices.Schedule schedule) {
    return new Devices(devicesToMqtt.port(), count, rate, Duration.ZERO, schedule);
  }

  @Override
  public Devices devices() {
    return devices(DEVICES, Duration.ZERO);
  }

  @Override
  public Server service() {
    return service;
  }

  @Override
  public Outcomes outcomes() {
    return outcomes;
  }

  /**
   * Waits until the service has logged a text a number of times. It may be more often: the service
   * may read a model file while the test writes it, and refuse it.
   */
  void awaitLogged(String text, int times) {
    await()
        .atMost(SOON)
        .until(() -> service.log().lines().filter(line -> line.contains(text)).count() >= times);
  }

  /** Kills the service (SIGKILL) and starts it again. */
  void killService() throws InterruptedException {
    service.kill();
    service.start();
  }

  /** Kills Kafka (SIGKILL) and starts it again after three seconds. */
  void killKafka() throws InterruptedException {
    kafka.kill();
    startKafkaLater();
  }

  /** Starts Kafka again after three seconds without it. */
  void startKafkaLater() throws InterruptedException {
    Thread.sleep(3000); // the length of the outage
    kafka.start();
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
  }
}
