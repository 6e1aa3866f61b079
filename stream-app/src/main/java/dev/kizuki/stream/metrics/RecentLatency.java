package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * The 99th percentile of a timer since the last call, from the buckets of its histogram. Not
 * thread-safe.
 */
public final class RecentLatency {
  private static final double SHARE = 0.99;

  private final Timer timer;
  private CountAtBucket[] before = {};
  private long countBefore;

  RecentLatency(Timer timer) {
    this.timer = timer;
  }

  /**
   * Returns the upper end of the bucket that holds the percentile, in milliseconds; empty if there
   * were no values since the last call, or if the percentile is above the last bucket.
   */
  public OptionalDouble p99Ms() {
    CountAtBucket[] now = timer.takeSnapshot().histogramCounts();
    long count = timer.count();
    double wanted = SHARE * (count - countBefore);
    OptionalDouble result = OptionalDouble.empty();
    for (int i = 0; i < now.length && wanted > 0 && result.isEmpty(); i++) {
      double inBucket = now[i].count() - (i < before.length ? before[i].count() : 0);
      if (inBucket >= wanted) {
        result = OptionalDouble.of(now[i].bucket(TimeUnit.MILLISECONDS));
      }
    }
    before = now;
    countBefore = count;
    return result;
  }
}
