package dev.kizuki.stream.console;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.http.HealthEndpoint;
import dev.kizuki.stream.http.HttpServer;
import dev.kizuki.stream.metrics.Health;
import dev.kizuki.stream.rejected.MemoryKafka;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A console on a real HTTP server, with Kafka in memory and a clock that stands still. */
final class ConsoleServer implements AutoCloseable {
  final MemoryTopics kafka = new MemoryTopics();
  final MemoryKafka rejected = new MemoryKafka(2);
  final PlantView view = new PlantView(Clock.fixed(Facts.NOW, ZoneOffset.UTC));
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final Teaching teaching;
  private final Console console;
  private final HttpServer server;

  /**
   * @param yaml further lines of the configuration
   */
  ConsoleServer(String yaml) {
    Configuration configuration =
        ConfigurationReader.read("models: [{file: unused.onnx}]\n" + yaml, "test", Map.of());
    console =
        new Console(
            configuration,
            kafka,
            rejected.tail(),
            TestModels.metrics(registry).console(),
            view,
            Clock.fixed(Facts.NOW, ZoneOffset.UTC));
    server =
        new HttpServer(
            new Configuration.Http("127.0.0.1", 0, ""),
            List.of(new HealthEndpoint("/health/live", () -> new Health(true, "alive"))),
            console::addRoutes);
    teaching = console.teaching();
    console.startTicks();
  }

  ConsoleServer() {
    this("");
  }

  /** Reads what Kafka holds. */
  void readOnce() {
    console.readOnce();
  }

  int port() {
    return server.port();
  }

  String origin() {
    return "http://127.0.0.1:" + port();
  }

  List<String> routeNames() {
    return console.routeNames();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** Sends JSON as the page does. */
  HttpResponse<String> post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Origin", origin())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    console.close();
    server.close();
  }
}
