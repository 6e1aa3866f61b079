package dev.kizuki.stream.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, {@code /health/live} and {@code /health/ready}, read-only, over HTTP.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final int MAX_CONCURRENT = 2;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newFixedThreadPool(MAX_CONCURRENT);

  /**
   * Binds the port and starts to serve.
   *
   * @param metrics all metrics in Prometheus' text format
   * @param live whether the process should keep running
   * @param ready whether images are taken and judged
   * @throws ConfigurationException if the port cannot be bound
   */
  public HttpEndpoint(
      Http http, Supplier<String> metrics, Supplier<Health> live, Supplier<Health> ready) {
    try {
      server = HttpServer.create(new InetSocketAddress(http.host(), http.port()), 0);
    } catch (IOException e) {
      throw new ConfigurationException(
          "http.port %d on %s cannot be bound: %s"
              .formatted(http.port(), http.host(), e.getMessage()),
          e);
    }
    server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, metrics.get()));
    server.createContext("/health/live", exchange -> health(exchange, "/health/live", live.get()));
    server.createContext(
        "/health/ready", exchange -> health(exchange, "/health/ready", ready.get()));
    server.setExecutor(executor);
    server.start();
  }

  /** The bound port. It differs from {@code http.port} if that is 0. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void health(HttpExchange exchange, String path, Health health) throws IOException {
    answer(exchange, path, health.ok() ? 200 : 503, health.detail() + "\n");
  }

  private static void answer(HttpExchange exchange, String path, int status, String body)
      throws IOException {
    try (exchange) {
      boolean get = exchange.getRequestMethod().equals("GET");
      if (!get || !exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(get ? 404 : 405, -1);
        return;
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, bytes.length);
      try (OutputStream output = exchange.getResponseBody()) {
        output.write(bytes);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
