package dev.kizuki.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.ConfigurationException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicBoolean ready = new AtomicBoolean();
  private final HttpEndpoint endpoint =
      new HttpEndpoint(
          new Http("127.0.0.1", 0),
          registry::scrape,
          () -> new Health(true, "alive"),
          () -> new Health(ready.get(), "bridge " + ready));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    endpoint.close();
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(endpoint.port(), path));
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void servesTheMetricsAsPrometheusReadsThem() throws Exception {
    TestModels.metrics(registry).bridge().received("line1-a", 784, 0);
    HttpResponse<String> response = request("GET", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
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
    assertThat(response.body()).isEqualTo("bridge true\n");
    assertThat(request("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingElseIsServedAndNothingCanBeWritten() throws Exception {
    assertThat(request("GET", "/").statusCode()).isEqualTo(404);
    assertThat(request("GET", "/metrics/../secret").statusCode()).isEqualTo(404);
    assertThat(request("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(request("DELETE", "/health/live").statusCode()).isEqualTo(405);
  }

  @Test
  void aTakenPortIsToldByItsKey() {
    assertThatThrownBy(
            () ->
                new HttpEndpoint(
                    new Http("127.0.0.1", endpoint.port()),
                    registry::scrape,
                    () -> new Health(true, ""),
                    () -> new Health(true, "")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.port " + endpoint.port());
  }
}
