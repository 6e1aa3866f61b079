package dev.kizuki.stream.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets each device send so many images a second, in bursts of some seconds' worth (a token bucket).
 * Used by one thread.
 */
final class DeviceRates {
  private static final int REMEMBERED_DEVICES = 100_000;
  private static final double BURST_SECONDS = 5;

  private final double perSecond;
  private final LongSupplier nanoTime;
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
  }

  /**
   * @param perSecond zero: as many as come
   */
  DeviceRates(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
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
    bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.at) / 1e9 * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
