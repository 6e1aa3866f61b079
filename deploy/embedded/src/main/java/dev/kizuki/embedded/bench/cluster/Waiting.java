package dev.kizuki.embedded.bench.cluster;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for a condition. */
final class Waiting {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Waiting() {}

  /** A condition that may ask a server. */
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what the name of the condition in the error
   * @param details what the error says in addition
   * @throws IllegalStateException if it does not hold in time
   */
  static void until(Duration time, String what, Condition condition, Supplier<String> details)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "no %s within %d s. %s".formatted(what, time.toSeconds(), details.get()));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
