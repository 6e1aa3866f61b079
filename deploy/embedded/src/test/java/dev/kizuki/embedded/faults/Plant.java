package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kizuki.embedded.servers.FreePorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Kafka, mosquitto and the service as processes, links between them, and devices that count their
 * images: all that is broken, and the oracle that tells whether an image was lost.
 */
final class Plant implements AutoCloseable {
  static final int ROUNDS = Integer.getInteger("faults.rounds", 1);
  static final Duration SOON = Duration.ofSeconds(90);
  static final int DEVICES = 4;
  static final double RATE = 50;

  /** What mosquitto was given in that time it may forget when it is killed. */
  static final int AUTOSAVE_SECONDS = 1;

  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

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

  /** What is closed with it. */
  interface Part extends AutoCloseable {
    @Override
    void close();
  }

  /** What is done to the running system. */
  interface Fault {
    void strike() throws Exception;
  }

  Plant(Path folder) throws Exception {
    this(folder, folder.resolve("kafka"), Map.of());
  }

  /**
   * @param kafkaFolder of Kafka's records
   * @param overrides of the service's configuration, by the names of the environment variables
   */
  Plant(Path folder, Path kafkaFolder, Map<String, String> overrides) throws Exception {
    assumeTrue(Files.isExecutable(MOSQUITTO), "mosquitto is not installed");
    this.folder = folder;
    model = folder.resolve("model.onnx");
    Files.copy(Path.of("../../onnx-models/models/mnist-zero.onnx"), model);
    Arrays.fill(image, 300, 400, (byte) 255);
    int mqttPort = FreePorts.next();
    int kafkaPort = FreePorts.next();
    try {
      toKafka = part(new Link(kafkaPort));
      devicesToMqtt = part(new Link(mqttPort));
      serviceToMqtt = part(new Link(mqttPort));
      kafka =
          part(
              new Server(
                  java(
                      KafkaServer.class.getName(),
                      kafkaFolder.toString(),
                      Integer.toString(kafkaPort),
                      Integer.toString(FreePorts.next()),
                      Integer.toString(toKafka.port())),
                  Map.of(),
                  folder.resolve("kafka.log")));
      mosquitto = part(mosquitto(mqttPort));
      Map<String, String> environment = environment("1", httpPort);
      environment.putAll(overrides);
      service = part(new Server(serviceCommand(), environment, folder.resolve("service.log")));
      outcomes = part(new Outcomes("127.0.0.1:" + toKafka.port()));
      awaitReady(httpPort);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private <T extends Part> T part(T part) {
    parts.add(0, part);
    return part;
  }

  private Server mosquitto(int port) throws IOException {
    Path configuration = folder.resolve("mosquitto.conf");
    Files.createDirectories(folder.resolve("mqtt"));
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        user root
        persistence true
        persistence_location %s/
        autosave_interval %d
        max_queued_messages 100000
        max_inflight_messages 1000
        """
            .formatted(port, folder.resolve("mqtt"), AUTOSAVE_SECONDS));
    return new Server(
        List.of(MOSQUITTO.toString(), "-c", configuration.toString()),
        Map.of(),
        folder.resolve("mosquitto.log"));
  }

  private static List<String> java(String... command) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path arguments = Files.createTempFile("faults", ".arguments");
    arguments.toFile().deleteOnExit();
    Files.writeString(arguments, "-cp \"%s\"".formatted(classPath));
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    all.add("@" + arguments);
    all.addAll(List.of(command));
    return all;
  }

  static List<String> serviceCommand() throws IOException {
    return java("dev.kizuki.stream.StreamApp", "run");
  }

  /** Of an instance of the service. */
  Map<String, String> environment(String instance, int port) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KIZUKI_MQTT_BROKER", "tcp://127.0.0.1:" + serviceToMqtt.port());
    environment.put("KIZUKI_MQTT_CLIENT_ID", "kizuki-" + instance);
    environment.put("KIZUKI_MQTT_KEEP_ALIVE", "PT5S");
    environment.put("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + toKafka.port());
    environment.put("KIZUKI_KAFKA_STATE_DIR", folder.resolve("state-" + instance).toString());
    environment.put("KIZUKI_KAFKA_THREADS", "1");
    environment.put("KIZUKI_KAFKA_PARTITIONS", "4");
    environment.put("KIZUKI_TOPICS_SCORES", "scores");
    environment.put("KIZUKI_HTTP_PORT", Integer.toString(port));
    environment.put("KIZUKI_MODELS", "[{file: %s}]".formatted(model));
    environment.put("KIZUKI_MODEL_UPDATES_INTERVAL", "PT0.2S");
    environment.put("KIZUKI_KAFKA_PROPERTIES", "{main.consumer.max.poll.interval.ms: 8000}");
    return environment;
  }

  /** Devices that begin to send. */
  Devices devices(int count, long skew) {
    return new Devices(devicesToMqtt.port(), count, RATE, skew, image);
  }

  static void awaitReady(int port) {
    await().atMost(SOON).ignoreExceptions().until(() -> status(port) == 200);
  }

  private static int status(int port) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:%d/health/ready".formatted(port)).toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(1000);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  /** Until so many more images were scored. */
  void awaitScored(int more) {
    int before = outcomes.count();
    await().atMost(SOON).until(() -> outcomes.count() > before + more);
  }

  /** Until each of these was scored or rejected. */
  void awaitAll(List<Devices.Accepted> accepted) {
    List<String> ids = ids(accepted);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(outcomes.missing(ids)).as("lost images").isZero());
  }

  private static List<String> ids(List<Devices.Accepted> accepted) {
    return accepted.stream().map(Devices.Accepted::id).toList();
  }

  /** So often, or more: a file may be looked at while it is being written, and is refused then. */
  void awaitLogged(String text, int times) {
    await()
        .atMost(SOON)
        .until(() -> service.log().lines().filter(line -> line.contains(text)).count() >= times);
  }

  /** kill -9, and a new one. */
  void killService() throws InterruptedException {
    service.kill();
    service.start();
  }

  /** kill -9, and a new one after a while. */
  void killKafka() throws InterruptedException {
    kafka.kill();
    startKafkaLater();
  }

  /** After it has been away for a while. */
  void startKafkaLater() throws InterruptedException {
    Thread.sleep(3000);
    kafka.start();
  }

  /** Breaks it so often under load, and asks for every image. */
  void survives(FaultTable table, String what, int rounds, Fault fault) throws Exception {
    survives(table, what, rounds, Duration.ZERO, fault);
  }

  /**
   * As {@link #survives(FaultTable, String, int, Fault)}.
   *
   * @param forgotten how old the images are at the most that the MQTT broker may forget at a fault
   */
  void survives(FaultTable table, String what, int rounds, Duration forgotten, Fault fault)
      throws Exception {
    int scoredTwice = outcomes.scoredTwice();
    int deliveredTwice = outcomes.deliveredTwice();
    Duration longest = Duration.ZERO;
    List<Devices.Accepted> accepted;
    List<Long> strikes = new ArrayList<>();
    Server.Footprint before;
    try (Devices devices = devices(DEVICES, 0)) {
      awaitScored(100);
      before = service.footprint();
      for (int round = 0; round < rounds; round++) {
        strikes.add(System.nanoTime());
        fault.strike();
        long start = System.nanoTime();
        awaitScored(50);
        Duration silence = Duration.ofNanos(System.nanoTime() - start);
        longest = silence.compareTo(longest) > 0 ? silence : longest;
      }
      accepted = devices.stop();
    }
    awaitAll(
        accepted.stream()
            .filter(
                image ->
                    strikes.stream()
                        .noneMatch(
                            strike ->
                                image.nanos() < strike
                                    && image.nanos() >= strike - forgotten.toNanos()))
            .toList());
    Server.Footprint after = service.footprint();
    boolean same = before.pid() == after.pid() && before.threads() > 0;
    table.add(
        what,
        rounds,
        accepted.size(),
        outcomes.missing(ids(accepted)),
        outcomes.scoredTwice() - scoredTwice,
        outcomes.deliveredTwice() - deliveredTwice,
        outcomes.outOfOrder(),
        "%.1f s".formatted(longest.toMillis() / 1000.0),
        same ? before.threads() + " → " + after.threads() : "restarted",
        same ? before.residentMiB() + " → " + after.residentMiB() : "restarted");
    assertThat(accepted).hasSizeGreaterThan(100);
    assertThat(outcomes.outOfOrder()).as("out of order").isZero();
    if (same) {
      assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 5);
    }
    try (Stream<Path> files = Files.list(Path.of("."))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("hs_err"));
    }
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
  }
}
