package dev.kizuki.stream.mqtt;

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

  private final double perSecond;
  private final LongSupplier nanoTime;
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
   * @param outageSeconds how long nothing could be sent, since the start of time
   */
  DeviceRates(double perSecond, LongSupplier nanoTime, DoubleSupplier outageSeconds) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.outageSeconds = outageSeconds;
  }

  /** Whether the device may send one more now. */
  boolean allows(String device) {
    if (perSecond == 0) {
      return true;
    }
    long now = nanoTime.getAsLong();
    double most = Math.max(1, BURST_SECONDS * perSecond);
    Bucket bucket = byDevice.get(device);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = most;
      bucket.at = now;
      byDevice.put(device, bucket);
    }
    double refilled = bucket.tokens + (now - bucket.at) / 1e9 * perSecond;
    // what an outage left is not taken away again
    bucket.tokens = Math.max(bucket.tokens, Math.min(most, refilled));
    bucket.at = now;
    double outages = outageSeconds.getAsDouble();
    bucket.tokens += (outages - bucket.outages) * perSecond;
    bucket.outages = outages;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
