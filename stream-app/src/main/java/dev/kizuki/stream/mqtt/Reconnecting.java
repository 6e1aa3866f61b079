package dev.kizuki.stream.mqtt;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionAttemptedEvent;
import dev.failsafe.function.CheckedRunnable;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a connection is tried again. A failed attempt is repeated with a delay that grows
 * from 0.2 s to 30 s, with jitter. A connection that is lost is built again at once, unless
 * connections keep being lost within ten seconds: then the delay doubles up to 12.8 s.
 */
final class Reconnecting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconnecting.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final Duration SHORT_LIFE = Duration.ofSeconds(10);
  private static final int MOST_SHORT_LIVES = 8;

  private final String clientId;
  private final URI broker;
  private final CheckedRunnable attempt;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService executor;
  private final FailsafeExecutor<Object> retrying;

  private volatile boolean closed;
  // guarded by this
  private long connectedAt;
  private int shortLives;

  /**
   * @param clientId names the thread and the log lines
   * @param broker the address in the log lines
   * @param attempt connects, or throws
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  Reconnecting(String clientId, URI broker, CheckedRunnable attempt, LongSupplier nanoTime) {
    this.clientId = clientId;
    this.broker = broker;
    this.attempt = attempt;
    this.nanoTime = nanoTime;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "mqtt-connect-" + clientId);
              thread.setDaemon(true);
              return thread;
            });
    this.retrying =
        Failsafe.with(
                RetryPolicy.builder()
                    .withBackoff(FIRST_DELAY, LONGEST_DELAY)
                    .withJitter(0.3)
                    .withMaxRetries(-1)
                    .abortIf(any -> closed)
                    .onFailedAttempt(this::logFailure)
                    .build())
            .with(executor);
  }

  /** Begins to connect, and repeats until an attempt succeeds. */
  void start() {
    var unused =
        retrying
            .runAsync(
                () -> {
                  if (!closed) {
                    attempt.run();
                  }
                })
            .exceptionally(
                e -> {
                  if (!closed) {
                    LOG.atError()
                        .setCause(e)
                        .addKeyValue("client", clientId)
                        .log("MQTT client gave up");
                  }
                  return null;
                });
  }

  private void logFailure(ExecutionAttemptedEvent<Object> failed) {
    if (!closed) {
      LOG.atWarn()
          .addKeyValue("client", clientId)
          .addKeyValue("broker", broker)
          .addKeyValue("attempt", failed.getAttemptCount())
          .log("MQTT connection failed: {}", String.valueOf(failed.getLastException()));
    }
  }

  /** An attempt succeeded. */
  synchronized void connected() {
    connectedAt = nanoTime.getAsLong();
  }

  /** The connection was lost: connects again after {@link #nextDelay}. */
  void lost() {
    long delayMs = nextDelay().toMillis();
    try {
      var unused = executor.schedule(this::start, delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the client is closed and does not connect again", e);
    }
  }

  /** Counts a loss and returns the delay before the next attempt. */
  synchronized Duration nextDelay() {
    boolean livedLong = nanoTime.getAsLong() - connectedAt > SHORT_LIFE.toNanos();
    shortLives = livedLong ? 0 : Math.min(shortLives + 1, MOST_SHORT_LIVES);
    return shortLives <= 1 ? Duration.ZERO : FIRST_DELAY.multipliedBy(1L << (shortLives - 2));
  }

  /** Runs a task on the connecting thread; drops it after {@link #close}. */
  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the client is closed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    executor.shutdownNow();
  }
}
