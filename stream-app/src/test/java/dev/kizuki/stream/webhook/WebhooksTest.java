package dev.kizuki.stream.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.TestIncidents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks with Kafka in memory and a receiver on the loopback address. */
@Timeout(60)
class WebhooksTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final TopicPartition PARTITION = new TopicPartition("incidents", 0);
  private static final Duration GIVE_UP = Duration.ofMillis(300);

  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, MockConsumer<String, byte[]>> kafka = new HashMap<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
  private final Map<String, ToIntFunction<Integer>> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> requests = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private @Nullable Webhooks webhooks;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    if (webhooks != null) {
      webhooks.close();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  /** Notes a request as path, incident and change, if the receiver takes it. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    int number = requests.merge(path, 1, Integer::sum);
    int status = answers.getOrDefault(path, any -> 204).applyAsInt(number);
    if (status < 300) {
      headers.add(Map.copyOf(exchange.getRequestHeaders()));
      received.add(path + " " + text(body));
    } else if (status == 429) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static String text(byte[] body) {
    var json = new JsonMapper().readTree(body);
    return json.has("specversion")
        ? json.at("/data/incident/id").asString() + " " + json.get("type").asString()
        : json.toString();
  }

  private String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  private void start(String... entries) {
    start(Duration.ofMinutes(10), entries);
  }

  private void start(Duration giveUp, String... entries) {
    webhooks =
        new Webhooks(
            ConfigurationReader.read(
                "models: [{file: a.onnx}]\nwebhooks: [" + String.join(",", entries) + "]",
                "test",
                Map.of()),
            this::consumer,
            TestModels.metrics(registry).webhooks(),
            new WebhookSender.Patience(Duration.ofMillis(1), Duration.ofMillis(20), giveUp));
    webhooks.start();
  }

  private MockConsumer<String, byte[]> consumer(String hook) {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
    kafka.put(hook, consumer);
    return consumer;
  }

  private MockConsumer<String, byte[]> kafka(String hook) {
    return Objects.requireNonNull(kafka.get(hook));
  }

  private void append(String hook, long offset, IncidentChange change, Incident incident) {
    append(hook, offset, TestIncidents.json(change, incident));
  }

  private void append(String hook, long offset, byte[] value) {
    MockConsumer<String, byte[]> consumer = kafka(hook);
    consumer.schedulePollTask(
        () -> consumer.addRecord(new ConsumerRecord<>("incidents", 0, offset, "key", value)));
  }

  private void raise(String hook, int count) {
    for (int i = 0; i < count; i++) {
      append(hook, i, IncidentChange.RAISED, TestIncidents.active("i" + i, "line1-a"));
    }
  }

  private String entry(String name) {
    return entry(name, "");
  }

  private String entry(String name, String more) {
    return "{name: %s, url: '%s'%s}".formatted(name, url("/" + name), more);
  }

  private double count(String meter, String hook) {
    return registry.get("kizuki.webhooks." + meter).tag("webhook", hook).counter().count();
  }

  private void awaitCommit(String hook, long offset) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              var committed = kafka(hook).committed(java.util.Set.of(PARTITION)).get(PARTITION);
              return committed != null && committed.offset() == offset;
            });
  }

  @Test
  void anIncidentIsToldOnceWhenItIsRaised() {
    start(entry("a"));
    Incident incident = TestIncidents.active("i1", "line1-a");
    append("a", 0, IncidentChange.RAISED, incident);
    append("a", 1, IncidentChange.UPDATED, incident);
    append("a", 2, IncidentChange.CLEARED, TestIncidents.cleared("i1", "line1-a"));
    append("a", 3, "no JSON".getBytes(UTF_8));
    awaitCommit("a", 4);
    assertThat(received).containsExactly("/a i1 dev.kizuki.incident.raised");
    assertThat(count("sent", "a")).isEqualTo(1);
    assertThat(count("dropped", "a")).isEqualTo(1);
    assertThat(headers.get(0).get("Content-type")).containsExactly("application/cloudevents+json");
  }

  @Test
  void onlyTheWantedKindsAndEventsAreTold() {
    start(entry("a", ", kinds: [silent], events: [raised, cleared]"));
    append("a", 0, IncidentChange.RAISED, TestIncidents.active("i0", "line1-a"));
    append("a", 1, IncidentChange.RAISED, TestIncidents.of("i1", "b", IncidentKind.SILENT));
    append("a", 2, IncidentChange.UPDATED, TestIncidents.of("i1", "b", IncidentKind.SILENT));
    append("a", 3, IncidentChange.CLEARED, TestIncidents.of("i1", "b", IncidentKind.SILENT));
    awaitCommit("a", 4);
    assertThat(received)
        .containsExactly("/a i1 dev.kizuki.incident.raised", "/a i1 dev.kizuki.incident.cleared");
  }

  @Test
  void aBrokenReceiverIsTriedAgainAndTheOrderStays() {
    answers.put("/a", number -> number <= 3 ? 500 : 200);
    start(entry("a"));
    raise("a", 3);
    awaitCommit("a", 3);
    assertThat(received)
        .containsExactly(
            "/a i0 dev.kizuki.incident.raised",
            "/a i1 dev.kizuki.incident.raised",
            "/a i2 dev.kizuki.incident.raised");
    assertThat(count("retried", "a")).isEqualTo(3);
    assertThat(count("dropped", "a")).isZero();
  }

  @Test
  void aReceiverThatAsksForADelayGetsIt() {
    answers.put("/a", number -> number == 1 ? 429 : 200);
    start(entry("a"));
    long start = System.nanoTime();
    raise("a", 1);
    awaitCommit("a", 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
    assertThat(received).hasSize(1);
  }

  @Test
  void aChangeThatCannotBeToldIsDroppedAndTheNextIsTold() {
    answers.put("/a", number -> number == 1 ? 404 : 200);
    start(entry("a"));
    raise("a", 2);
    awaitCommit("a", 2);
    assertThat(received).containsExactly("/a i1 dev.kizuki.incident.raised");
    assertThat(count("dropped", "a")).isEqualTo(1);
    assertThat(count("retried", "a")).as("404 does not pass").isZero();
  }

  @Test
  void aReceiverThatStaysAwayIsGivenUpAfterAWhile() {
    answers.put("/a", number -> 503);
    start(GIVE_UP, entry("a"));
    raise("a", 1);
    awaitCommit("a", 1);
    assertThat(count("dropped", "a")).isEqualTo(1);
    answers.put("/a", number -> 200);
    append("a", 1, IncidentChange.RAISED, TestIncidents.active("later", "line1-a"));
    awaitCommit("a", 2);
    assertThat(received).containsExactly("/a later dev.kizuki.incident.raised");
  }

  @Test
  void aReceiverThatIsDownGetsTheChangeWhenItIsBack() throws IOException {
    InetSocketAddress address = server.getAddress();
    server.stop(0);
    start(entry("a"));
    raise("a", 1);
    await().atMost(LONG).until(() -> count("retried", "a") >= 2);
    server = HttpServer.create(address, 0);
    server.createContext("/", this::answer);
    server.start();
    awaitCommit("a", 1);
    assertThat(received).containsExactly("/a i0 dev.kizuki.incident.raised");
  }

  @Test
  void aSlowReceiverDelaysNoOtherOne() {
    CountDownLatch slow = new CountDownLatch(1);
    answers.put(
        "/slow",
        number -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return 200;
        });
    start(entry("slow", ", timeout: 1m"), entry("fast"));
    raise("slow", 2);
    raise("fast", 2);
    awaitCommit("fast", 2);
    assertThat(received).allMatch(each -> each.startsWith("/fast"));
    slow.countDown();
    awaitCommit("slow", 2);
  }

  @Test
  void addressAndHeadersComeFromFiles() throws IOException {
    Path url = Files.writeString(folder.resolve("url"), url("/secret") + "\n");
    Path token = Files.writeString(folder.resolve("token"), "Bearer abc\n");
    Path template = Files.writeString(folder.resolve("t.json"), "{\"d\": \"{{device}}\"}");
    start(
        "{name: a, url: '@%s', template: '%s', headers: {Authorization: '@%s', X-Plant: north}}"
            .formatted(url, template, token));
    raise("a", 1);
    awaitCommit("a", 1);
    assertThat(received).containsExactly("/secret {\"d\":\"line1-a\"}");
    assertThat(headers.get(0))
        .containsEntry("Authorization", List.of("Bearer abc"))
        .containsEntry("X-plant", List.of("north"))
        .containsEntry("Content-type", List.of("application/json"));
  }

  @Test
  void aMissingFileStopsTheStart() {
    assertThatThrownBy(() -> start("{name: a, url: '@%s/none'}".formatted(folder)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("webhooks", "none", "'a'");
    assertThatThrownBy(() -> start(entry("a", ", headers: {'a b': c}")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a header of 'a'");
    assertThat(kafka).isEmpty();
  }

  @Test
  void closesWhileAReceiverIsAway() {
    answers.put("/a", number -> 503);
    start(entry("a"));
    raise("a", 1);
    await().atMost(LONG).until(() -> count("retried", "a") > 0);
    requireNonNull(webhooks).close();
    assertThat(kafka("a").closed()).isTrue();
    assertThat(count("dropped", "a")).isZero();
  }
}
