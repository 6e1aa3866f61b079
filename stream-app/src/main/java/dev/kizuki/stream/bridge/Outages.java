package dev.kizuki.stream.bridge;

import java.time.Duration;

/**
 * How long images could not be taken: over MQTT, or because Kafka did not take them. What devices
 * sent meanwhile comes all at once afterwards.
 */
final class Outages {
  /** Shorter ones are the ordinary course of things. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private double seconds;
  private long countedUntil = Long.MIN_VALUE;

  /**
   * An outage ended; what an earlier one covers is not counted again. By {@link System#nanoTime}.
   */
  synchronized void between(long begin, long end) {
    long from = countedUntil == Long.MIN_VALUE ? begin : Math.max(begin, countedUntil);
    if (end - from >= SHORTEST.toNanos()) {
      seconds += (end - from) / 1e9;
      countedUntil = end;
    }
  }

  /** All of them together. */
  synchronized double seconds() {
    return seconds;
  }
}
