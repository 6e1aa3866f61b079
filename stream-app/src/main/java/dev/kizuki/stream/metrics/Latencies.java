package dev.kizuki.stream.metrics;

import java.time.Duration;
import java.util.Arrays;

/** What latencies from end to end have in common. */
final class Latencies {
  private static final Duration LONGEST = Duration.ofDays(1);

  private Latencies() {}

  /** The bounds that they are counted by. */
  static Duration[] buckets() {
    return milliseconds(2, 5, 10, 20, 50, 100, 250, 500, 1000, 5000, 60000);
  }

  static Duration[] milliseconds(long... values) {
    return Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  /** As {@link #clamped}, in milliseconds. */
  static long clampedMs(long milliseconds) {
    return Math.max(0, Math.min(LONGEST.toMillis(), milliseconds));
  }

  /** Between nothing and a day, whatever a clock or a header says. */
  static Duration clamped(Duration duration) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }
}
