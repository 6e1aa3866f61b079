package dev.kizuki.stream.metrics;

import java.time.Duration;
import java.util.Arrays;

/** The buckets and limits of latencies from end to end. */
final class Latencies {
  private static final Duration LONGEST = Duration.ofDays(1);

  private Latencies() {}

  /** The upper bounds of the histogram's buckets. */
  static Duration[] buckets() {
    return milliseconds(2, 5, 10, 20, 50, 100, 250, 500, 1000, 5000, 60000);
  }

  static Duration[] milliseconds(long... values) {
    return Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  /** Like {@link #clamped}, in milliseconds. */
  static long clampedMs(long milliseconds) {
    return Math.max(0, Math.min(LONGEST.toMillis(), milliseconds));
  }

  /** Limits a latency to 0 s to 1 day, because the clock of a device may be wrong. */
  static Duration clamped(Duration duration) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }
}
