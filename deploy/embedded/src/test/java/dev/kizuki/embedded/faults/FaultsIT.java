package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kizuki.embedded.FreePorts;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks one thing after the other under load, and looks whether each image that the MQTT broker
 * accepted was scored. Kafka, mosquitto and the service are processes. In short by default; {@code
 * -Pfaults} for as long as the figures of GUARANTEES.md took.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsIT {
  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
  private static final int ROUNDS = Integer.getInteger("faults.rounds", 1);
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int DEVICES = 4;
  private static final double RATE = 50;
  private static final List<String> TABLE = new ArrayList<>();

  @TempDir private Path folder;

  private int mqttPort;
  private int kafkaPort;
  private int httpPort;
  private Path model;
  private byte[] image;
  private Server kafka;
  private Server mosquitto;
  private Server service;
  private Devices devices;
  private Outcomes outcomes;

  /** What is done to the running system. */
  private interface Fault {
    void strike() throws Exception;
  }

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(MOSQUITTO), "mosquitto is not installed");
    mqttPort = FreePorts.next();
    kafkaPort = FreePorts.next();
    httpPort = FreePorts.next();
    model = folder.resolve("model.onnx");
    Files.copy(Path.of("../../onnx-models/models/mnist-zero.onnx"), model);
    image = new byte[28 * 28];
    Arrays.fill(image, 300, 400, (byte) 255);
    kafka =
        new Server(
            java(
                KafkaServer.class.getName(),
                folder.resolve("kafka").toString(),
                Integer.toString(kafkaPort),
                Integer.toString(FreePorts.next())),
            Map.of(),
            folder.resolve("kafka.log"));
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
        autosave_on_changes true
        autosave_interval 1
        max_queued_messages 100000
        max_inflight_messages 1000
        """
            .formatted(mqttPort, folder.resolve("mqtt")));
    mosquitto =
        new Server(
            List.of(MOSQUITTO.toString(), "-c", configuration.toString()),
            Map.of(),
            folder.resolve("mosquitto.log"));
    service = new Server(service(), environment("1", httpPort), folder.resolve("service.log"));
    awaitReady(httpPort);
    outcomes = new Outcomes("127.0.0.1:" + kafkaPort);
    devices = new Devices(mqttPort, DEVICES, RATE, 0, image);
    await().atMost(SOON).until(() -> outcomes.count() > 100);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {devices, outcomes, service, mosquitto, kafka}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @AfterAll
  static void print() throws IOException {
    List<String> table = new ArrayList<>();
    table.add(
        "| what is broken | rounds | images | lost | scored twice | delivered twice | out of order | longest silence |");
    table.add("|---|---|---|---|---|---|---|---|");
    table.addAll(TABLE);
    table.forEach(System.out::println);
    Files.write(Path.of("target/faults.md"), table);
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

  private List<String> service() throws IOException {
    return java("dev.kizuki.stream.StreamApp", "run");
  }

  private Map<String, String> environment(String instance, int port) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KIZUKI_MQTT_BROKER", "tcp://127.0.0.1:" + mqttPort);
    environment.put("KIZUKI_MQTT_CLIENT_ID", "kizuki-" + instance);
    environment.put("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
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

  private static void awaitReady(int port) {
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

  /** Breaks it so often under load, and asks for every image. */
  private void survives(String what, int rounds, boolean keepsOrder, Fault fault) throws Exception {
    Duration longest = Duration.ZERO;
    for (int round = 0; round < rounds; round++) {
      int before = outcomes.count();
      fault.strike();
      long start = System.nanoTime();
      await().atMost(SOON).until(() -> outcomes.count() > before + 50);
      Duration recovery = Duration.ofNanos(System.nanoTime() - start);
      longest = recovery.compareTo(longest) > 0 ? recovery : longest;
    }
    List<String> accepted = devices.stop();
    awaitAll(accepted);
    TABLE.add(
        "| %s | %d | %d | 0 | %d | %d | %d | %.1f s |"
            .formatted(
                what,
                rounds,
                accepted.size(),
                outcomes.scoredTwice(),
                outcomes.deliveredTwice(),
                outcomes.outOfOrder(),
                longest.toMillis() / 1000.0));
    assertThat(accepted).hasSizeGreaterThan(100);
    if (keepsOrder) {
      assertThat(outcomes.outOfOrder()).as("out of order").isZero();
    }
    try (Stream<Path> files = Files.list(Path.of("."))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("hs_err"));
    }
  }

  @Test
  void theServiceIsKilled() throws Exception {
    survives(
        "the service: kill -9",
        ROUNDS,
        true,
        () -> {
          service.kill();
          service.start();
        });
  }

  @Test
  void theServiceIsTerminated() throws Exception {
    survives(
        "the service: SIGTERM",
        ROUNDS == 1 ? 2 : 50,
        true,
        () -> {
          assertThat(service.terminate()).isLessThan(Duration.ofSeconds(10));
          assertThat(service.exitValue()).isZero();
          service.start();
          awaitReady(httpPort);
        });
  }

  @Test
  void kafkaIsKilled() throws Exception {
    survives(
        "Kafka: kill -9, back after 3 s",
        ROUNDS,
        true,
        () -> {
          kafka.kill();
          Thread.sleep(3000); // how long it is away
          kafka.start();
        });
  }

  @Test
  void kafkaHangs() throws Exception {
    survives(
        "Kafka: frozen for 15 s (half-open connections)",
        Math.min(ROUNDS, 5),
        true,
        () -> kafka.freeze(Duration.ofSeconds(15)));
  }

  @Test
  void mosquittoIsRestarted() throws Exception {
    survives(
        "mosquitto: SIGTERM and back",
        ROUNDS,
        true,
        () -> {
          mosquitto.terminate();
          mosquitto.start();
        });
  }

  @Test
  void mosquittoHangs() throws Exception {
    survives(
        "mosquitto: frozen for 15 s",
        Math.min(ROUNDS, 5),
        true,
        () -> mosquitto.freeze(Duration.ofSeconds(15)));
  }

  @Test
  void theServiceHangsBeyondItsPollInterval() throws Exception {
    survives(
        "the service: frozen for 12 s, beyond max.poll.interval.ms (8 s)",
        Math.min(ROUNDS, 5),
        true,
        () -> service.freeze(Duration.ofSeconds(12)));
  }

  @Test
  void aSecondInstanceJoinsAndLeaves() throws Exception {
    int otherPort = FreePorts.next();
    Map<String, String> other = environment("2", otherPort);
    // it takes no images from MQTT, so that each still comes once
    other.put("KIZUKI_MQTT_IMAGES", "nowhere/{device}/images");
    other.put("KIZUKI_MQTT_ANOMALIES", "");
    survives(
        "a second instance joins, and is killed",
        ROUNDS,
        true,
        () -> {
          try (Server second = new Server(service(), other, folder.resolve("second.log"))) {
            awaitReady(otherPort);
            int before = outcomes.count();
            await().atMost(SOON).until(() -> outcomes.count() > before + 200);
            assertThat(second.isAlive()).isTrue();
          }
        });
  }

  @Test
  void clocksAreWrong() throws Exception {
    try (Devices ahead = new Devices(mqttPort, 1, RATE, 7200, image);
        Devices behind = new Devices(mqttPort, 1, RATE, -7200, image)) {
      survives(
          "devices' clocks two hours ahead and behind",
          1,
          true,
          () -> await().atMost(SOON).until(() -> ahead.accepted() > 50 && behind.accepted() > 50));
      for (Devices each : new Devices[] {ahead, behind}) {
        awaitAll(each.stop());
      }
    }
  }

  @Test
  void manyMoreDevicesComeForAWhile() throws Exception {
    int images = ROUNDS == 1 ? 10_000 : 60_000;
    try (Devices burst = new Devices(mqttPort, 9 * DEVICES, RATE, 0, image)) {
      survives(
          "ten times as many devices, for %d images more".formatted(images),
          1,
          true,
          () -> await().atMost(Duration.ofMinutes(5)).until(() -> burst.accepted() > images));
      awaitAll(burst.stop());
    }
  }

  @Test
  void modelsAreSwapped() throws Exception {
    byte[] first = Files.readAllBytes(model);
    byte[] entry = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '2'};
    byte[] second = Arrays.copyOf(first, first.length + entry.length);
    System.arraycopy(entry, 0, second, first.length, entry.length);
    int swaps = ROUNDS == 1 ? 10 : 200;
    survives(
        "%d swaps of the model, a damaged file before each".formatted(swaps),
        1,
        true,
        () -> {
          for (int i = 1; i <= swaps; i++) {
            byte[] next = i % 2 == 0 ? first : second;
            Files.write(model, Arrays.copyOf(next, next.length / 2));
            awaitLogged(" is refused", i);
            Files.write(model, next);
            awaitLogged(" takes over", i);
          }
        });
  }

  /** So often, or more: a file may be looked at while it is being written, and is refused then. */
  private void awaitLogged(String text, int times) {
    await()
        .atMost(SOON)
        .until(() -> service.log().lines().filter(line -> line.contains(text)).count() >= times);
  }

  private void awaitAll(List<String> accepted) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(outcomes.missing(accepted)).as("lost images").isZero());
  }
}
