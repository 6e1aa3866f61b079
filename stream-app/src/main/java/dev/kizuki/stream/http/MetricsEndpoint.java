package dev.kizuki.stream.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Answers {@code /metrics}. All requests that wait share one text; see {@link SharedText}. The
 * caller must close it after the server.
 */
public final class MetricsEndpoint implements Endpoint, AutoCloseable {
  private final SharedText text;

  /**
   * @param metrics all metrics in Prometheus' text format
   */
  public MetricsEndpoint(Supplier<String> metrics) {
    text = new SharedText("http-metrics", metrics);
  }

  @Override
  public String path() {
    return "/metrics";
  }

  @Override
  public CompletionStage<Answer> answer() {
    return text.next().thenApply(bytes -> new Answer(HttpStatus.OK_200, bytes));
  }

  @Override
  public void close() {
    text.close();
  }
}
