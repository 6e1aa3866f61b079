package dev.kizuki.stream.webhook;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.kizuki.stream.metrics.WebhookMeters;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one request, and again if the receiver is away, busy or broken: after no answer, 408, 429
 * and 5xx. The delay doubles from one second to one minute, unless the receiver names one in {@code
 * Retry-After} (RFC 9110, 10.2.3).
 */
final class WebhookSender {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

  /** The delays between attempts, and the time after which a request is dropped. */
  record Patience(Duration first, Duration longest, Duration total) {
    static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));
  }

  private final String name;
  private final HttpClient client;
  private final FailsafeExecutor<HttpResponse<Void>> retrying;

  /**
   * @param name the webhook's name, for the log; its address can be a secret
   */
  WebhookSender(String name, Duration timeout, Patience patience, WebhookMeters meters) {
    this.name = name;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    this.retrying =
        Failsafe.with(
            RetryPolicy.<HttpResponse<Void>>builder()
                .handle(IOException.class)
                .handleResultIf(response -> isTemporary(response.statusCode()))
                .withBackoff(patience.first(), patience.longest())
                .withDelayFn(attempt -> retryAfter(attempt.getLastResult(), patience))
                .withMaxRetries(-1)
                .withMaxDuration(patience.total())
                .onRetry(attempt -> meters.retried())
                .onFailedAttempt(
                    attempt -> log(attempt.getLastResult(), attempt.getLastException()))
                .build());
  }

  private void log(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
    LOG.atDebug()
        .addKeyValue("webhook", name)
        .log("a request failed: {}", reason(response, failure));
  }

  private static boolean isTemporary(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /** The delay that the receiver asks for; a negative one means the usual delay. */
  private static Duration retryAfter(@Nullable HttpResponse<Void> response, Patience patience) {
    String seconds =
        response == null ? "" : response.headers().firstValue("Retry-After").orElse("");
    if (!seconds.matches("\\d{1,9}")) {
      return Duration.ofSeconds(-1);
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return asked.compareTo(patience.total()) < 0 ? asked : patience.total();
  }

  /**
   * Sends a request.
   *
   * @return completes with an empty text if the receiver took it, else with the reason why it is
   *     dropped; cancelling it ends the attempts
   */
  CompletableFuture<String> send(HttpRequest request) {
    CompletableFuture<HttpResponse<Void>> attempts =
        retrying.getStageAsync(() -> client.sendAsync(request, BodyHandlers.discarding()));
    CompletableFuture<String> outcome = new CompletableFuture<>();
    var unused =
        attempts.whenComplete(
            (response, failure) ->
                outcome.complete(
                    failure == null && response.statusCode() < 300
                        ? ""
                        : reason(response, failure)));
    var unusedToo =
        outcome.whenComplete(
            (text, cancelled) -> {
              if (outcome.isCancelled()) {
                attempts.cancel(true);
              }
            });
    return outcome;
  }

  private static String reason(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
    if (response != null) {
      return "it answered with the status " + response.statusCode();
    }
    Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
    return "it does not answer: " + (cause == null ? "" : cause.getClass().getSimpleName());
  }
}
