package dev.kizuki.stream.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.http.SlowClient.Mode;
import dev.kizuki.stream.metrics.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slow clients must not keep other clients from their answers. */
@Timeout(60)
class SlowClientsTest {
  private static final int CLIENTS = 200;

  /** The service promises one second; a machine that builds other things may need longer. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(200);

  private final MetricsEndpoint metrics = new MetricsEndpoint(() -> "a 1\n".repeat(50_000));
  private final List<SlowClient> clients = new ArrayList<>();
  private HttpServer server = start(ConnectionLimits.DEFAULT);

  private HttpServer start(ConnectionLimits limits) {
    return new HttpServer(
        new Http("127.0.0.1", 0, ""),
        List.of(
            metrics,
            new HealthEndpoint("/health/live", () -> new Health(true, "alive")),
            new HealthEndpoint("/health/ready", () -> new Health(true, "ready"))),
        limits);
  }

  private void restart(ConnectionLimits limits) {
    server.close();
    server = start(limits);
  }

  @AfterEach
  void close() throws IOException {
    for (SlowClient client : clients) {
      client.close();
    }
    server.close();
    metrics.close();
  }

  private void connect(Mode mode, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(new SlowClient(server.port(), mode));
    }
  }

  private void connectEachMode(int count) throws IOException {
    for (Mode mode : Mode.values()) {
      connect(mode, count);
    }
  }

  private void assertAnswers(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      String request = "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".formatted(path);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\n");
    }
  }

  private void assertAllPathsAnswer() throws IOException {
    for (String path : List.of("/health/live", "/health/ready", "/metrics", "/health/live")) {
      assertAnswers(path);
    }
  }

  @ParameterizedTest
  @EnumSource
  void othersAreAnsweredBesideSlowClients(Mode mode) throws Exception {
    connect(mode, CLIENTS);
    assertAllPathsAnswer();
  }

  @Test
  void othersAreAnsweredBesideSlowClientsOfAllKinds() throws Exception {
    for (Mode mode : Mode.values()) {
      connect(mode, CLIENTS);
      assertAnswers("/health/live");
    }
    assertAllPathsAnswer();
    assertThat(server.connections())
        .isLessThanOrEqualTo(2 * ConnectionLimits.DEFAULT.connections());
  }

  @Test
  void anExchangeThatTakesTooLongIsEnded() throws Exception {
    restart(new ConnectionLimits(500, 20, SOON, SOON));
    connectEachMode(10);
    await().atMost(Duration.ofSeconds(20)).until(() -> server.connections() == 0);
  }

  @Test
  void bytesNowAndThenDoNotExtendTheTime() throws Exception {
    restart(new ConnectionLimits(100, 20, SOON, NEVER));
    connect(Mode.HALF_A_HEAD, 20);
    await().until(() -> server.connections() == 20);
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> clients.stream().noneMatch(SlowClient::trickle));
  }

  @Test
  void aConnectionBetweenTwoRequestsHasItsOwnLimit() throws Exception {
    restart(new ConnectionLimits(100, 20, SOON, NEVER));
    HttpClient prometheus = HttpClient.newHttpClient();
    HttpRequest scrape =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(server.port())))
            .build();
    prometheus.send(scrape, BodyHandlers.discarding());
    connect(Mode.HALF_A_HEAD, 20);
    await().atMost(Duration.ofSeconds(20)).until(() -> server.connections() == 1);
    prometheus.send(scrape, BodyHandlers.discarding());
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void theOldestConnectionGivesWay() throws Exception {
    restart(new ConnectionLimits(50, 20, NEVER, NEVER));
    for (Mode mode : Mode.values()) {
      connect(mode, 100);
      // on a busy machine the server may still accept the others, and close this one for them
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(() -> assertAnswers("/health/live"));
    }
    assertThat(server.connections()).isLessThanOrEqualTo(2 * 50);
  }

  @Test
  void closesQuicklyWhileClientsHang() throws Exception {
    connectEachMode(20);
    assertAnswers("/health/live");
    long begin = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ANSWER);
  }

  @Test
  void closesWhileClientsGoAway() throws Exception {
    for (int round = 0; round < 20; round++) {
      connectEachMode(20);
      Thread leaving = new Thread(() -> clients.forEach(SlowClientsTest::closeQuietly));
      leaving.start();
      long begin = System.nanoTime();
      restart(ConnectionLimits.DEFAULT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ANSWER);
      leaving.join();
      clients.clear();
    }
  }

  private static void closeQuietly(SlowClient client) {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
