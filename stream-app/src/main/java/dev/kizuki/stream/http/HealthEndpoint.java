package dev.kizuki.stream.http;

import dev.kizuki.stream.metrics.Health;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Answers a health check: 200 if it passed, else 503. The body is the detail, one line.
 *
 * @param health the state of the service; it is called on a thread of the server and must not block
 */
public record HealthEndpoint(String path, Supplier<Health> health) implements Endpoint {
  @Override
  public CompletionStage<Answer> answer() {
    Health now = health.get();
    int status = now.ok() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
    return CompletableFuture.completedFuture(new Answer(status, now.detail() + "\n"));
  }
}
