package dev.kizuki.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.metrics.Health;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicBoolean ready = new AtomicBoolean();
  private final MetricsEndpoint metrics = new MetricsEndpoint(registry::scrape);
  private final HttpServer server =
      new HttpServer(
          new Http("127.0.0.1", 0, ""),
          List.of(
              metrics,
              new HealthEndpoint("/health/live", () -> new Health(true, "alive")),
              new HealthEndpoint(
                  "/health/ready", () -> new Health(ready.get(), "bridge " + ready))));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    server.close();
    metrics.close();
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    return request(server, method, path, BodyPublishers.noBody());
  }

  private HttpResponse<String> request(
      HttpServer server, String method, String path, BodyPublisher body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    return client.send(
        HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofString());
  }

  @Test
  void servesTheMetricsAsPrometheusReadsThem() throws Exception {
    TestModels.metrics(registry).bridge().received("line1-a", 784, 0);
    HttpResponse<String> response = request("GET", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(TEXT);
    assertThat(response.body())
        .contains("# TYPE kizuki_images_received_total counter", "kizuki_images_received_total 1.0")
        .contains("kizuki_image_size_bytes_sum 784.0")
        .contains("kizuki_images_rejected_total{reason=\"corrupt\"} 0.0");
  }

  @Test
  void gaugesSurviveAGarbageCollection() throws Exception {
    TestModels.metrics(registry).bridge().bind(() -> ready.get() ? 7 : 8, ready::get);
    System.gc();
    assertThat(request("GET", "/metrics").body())
        .contains("kizuki_bridge_unacknowledged 8.0", "kizuki_bridge_connected 0.0");
  }

  @Test
  void readinessFollowsTheService() throws Exception {
    assertThat(request("GET", "/health/ready").statusCode()).isEqualTo(503);
    ready.set(true);
    HttpResponse<String> response = request("GET", "/health/ready");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(TEXT);
    assertThat(response.body()).isEqualTo("bridge true\n");
    assertThat(request("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/health/live", "/health/ready"})
  void answersHeadAsGetWithoutTheBody(String path) throws Exception {
    HttpResponse<String> get = request("GET", path);
    HttpResponse<String> head = request("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.headers().map().keySet()).isEqualTo(get.headers().map().keySet());
    assertThat(head.headers().firstValue("content-type")).hasValue(TEXT);
    assertThat(head.headers().firstValueAsLong("content-length"))
        .hasValue(get.body().getBytes(UTF_8).length);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"})
  void namesTheAllowedMethods(String method) throws Exception {
    for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
      HttpResponse<String> response = request(method, path);
      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
      assertThat(response.body()).contains("GET and HEAD");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/health", "/metrics/../secret", "/Metrics", "/a%2fb"})
  void listsThePathsForAnUnknownPath(String path) throws Exception {
    HttpResponse<String> response = request("GET", path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    assertThat(response.body()).contains("/health/live, /health/ready, /metrics");
    assertThat(request("POST", path).statusCode()).isEqualTo(404);
  }

  @Test
  void refusesABody() throws Exception {
    assertThat(request(server, "GET", "/metrics", BodyPublishers.ofString("x")).statusCode())
        .isEqualTo(413);
    assertThat(
            request(
                    server,
                    "GET",
                    "/health/live",
                    BodyPublishers.ofInputStream(InputStream::nullInputStream))
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void anEndpointThatFailsIsToldAndTheNextRequestIsAnswered() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (MetricsEndpoint scrapes =
            new MetricsEndpoint(() -> failOr("a 1\n", broken.getAndSet(false)));
        HttpServer failing =
            new HttpServer(
                new Http("127.0.0.1", 0, ""),
                List.of(
                    scrapes,
                    new HealthEndpoint(
                        "/health", () -> new Health(true, failOr("alive", broken.get())))))) {
      for (String path : List.of("/health", "/metrics")) {
        HttpResponse<String> response = request(failing, "GET", path, BodyPublishers.noBody());
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
            .isEqualTo("The answer failed. The log of the service says why.\n");
      }
      for (String path : List.of("/health", "/metrics")) {
        assertThat(request(failing, "GET", path, BodyPublishers.noBody()).statusCode())
            .isEqualTo(200);
      }
    }
  }

  private static String failOr(String text, boolean fail) {
    if (fail) {
      throw new IllegalStateException("on purpose");
    }
    return text;
  }

  @Test
  void doesNotTellItsVersion() throws Exception {
    for (String path : List.of("/metrics", "/health/live", "/unknown")) {
      assertThat(request("GET", path).headers().map().keySet())
          .doesNotContain("server", "x-powered-by");
    }
  }

  @Test
  void answersManyRequestsOverOneConnection() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(request("GET", "/metrics").statusCode()).isEqualTo(200);
      assertThat(request("GET", "/health/live").statusCode()).isEqualTo(200);
      assertThat(request("GET", "/health/ready").statusCode()).isEqualTo(503);
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void closesAConnectionAfterTwentyRequests() throws Exception {
    for (int i = 1; i < ConnectionLimits.DEFAULT.requests(); i++) {
      assertThat(request("GET", "/health/live").headers().map()).doesNotContainKey("connection");
    }
    assertThat(request("GET", "/health/live").headers().firstValue("connection")).hasValue("close");
    assertThat(request("GET", "/health/live").headers().map()).doesNotContainKey("connection");
  }

  @Test
  void aTakenPortIsToldByItsKey() {
    assertThatThrownBy(() -> new HttpServer(new Http("127.0.0.1", server.port(), ""), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.port " + server.port())
        .hasMessageContaining("Address already in use");
  }

  @Test
  void aWrongHostIsTold() {
    assertThatThrownBy(() -> new HttpServer(new Http("no-such-host.invalid", 0, ""), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void closingFreesThePort() throws Exception {
    int port = server.port();
    request("GET", "/health/live");
    server.close();
    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build(),
                    BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    new HttpServer(new Http("127.0.0.1", port, ""), List.of()).close();
  }
}
