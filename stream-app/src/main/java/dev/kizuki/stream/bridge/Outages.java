package dev.kizuki.stream.bridge;

import java.time.Duration;

/**
 * Adds up the time during which no image could be taken, because MQTT was away or Kafka did not
 * take images. Devices may catch up for this time, see {@link DeviceRates}. Thread-safe.
 */
final class Outages {
  /** A shorter interruption is ordinary and does not count. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  // guarded by this
  private double seconds;
  private long countedUntil = Long.MIN_VALUE;

  /**
   * An outage ended. Time that an earlier outage covers does not count again.
   *
   * @param begin the begin, by {@link System#nanoTime}
   * @param end the end, by {@link System#nanoTime}
   */
  synchronized void between(long begin, long end) {
    long from = countedUntil == Long.MIN_VALUE ? begin : Math.max(begin, countedUntil);
    if (end - from >= SHORTEST.toNanos()) {
      seconds += (end - from) / 1e9;
      countedUntil = end;
    }
  }

  /** The length of all outages together, in seconds. */
  synchronized double seconds() {
    return seconds;
  }
}
