package dev.kizuki.stream.bridge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Lets each device send so many images a second, in bursts of some seconds' worth (a token bucket),
 * and after an outage what it would have been let send meanwhile. Used by one thread.
 */
final class DeviceRates {
  private static final int REMEMBERED_DEVICES = 100_000;
  private static final double BURST_SECONDS = 5;

  /** So long an outage is assumed to have been before the start, which nobody measured. */
  private static final Duration BEFORE_START = Duration.ofHours(1);

  private final double perSecond;
  private final LongSupplier nanoTime;
  private final long start;
  private final DoubleSupplier outageSeconds;
  private final Map<String, Bucket> byDevice =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > REMEMBERED_DEVICES;
        }
      };

  private static final class Bucket {
    private double tokens;
    private long at;
    private double outages;
  }

  /**
   * @param perSecond zero: as many as come
   * @param outageSeconds how long nothing could be sent, all outages together
   */
  DeviceRates(double perSecond, LongSupplier nanoTime, DoubleSupplier outageSeconds) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.outageSeconds = outageSeconds;
  }

  /** Whether the device may send one more now. */
  boolean allows(String device) {
    if (perSecond == 0) {
      return true;
    }
    long now = nanoTime.getAsLong();
    double outages = outageSeconds.getAsDouble();
    double most = Math.max(1, BURST_SECONDS * perSecond);
    Bucket bucket = byDevice.get(device);
    if (bucket == null) {
      bucket = new Bucket();
      boolean early = now - start < BEFORE_START.toNanos();
      bucket.tokens = most + (early ? BEFORE_START.toSeconds() * perSecond : 0);
      byDevice.put(device, bucket);
    } else {
      double away = outages - bucket.outages;
      double here = Math.max(0, (now - bucket.at) / 1e9 - away);
      // what an outage left is not taken away again
      bucket.tokens = Math.max(bucket.tokens, Math.min(most, bucket.tokens + here * perSecond));
      bucket.tokens += away * perSecond;
    }
    bucket.at = now;
    bucket.outages = outages;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
