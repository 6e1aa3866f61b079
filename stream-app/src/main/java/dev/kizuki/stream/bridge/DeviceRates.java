package dev.kizuki.stream.bridge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Limits the images that a device may send per second, with one token bucket for each device. A
 * bucket holds the images of five seconds. After an outage a device may also send the images of the
 * time of the outage. Not thread-safe.
 */
final class DeviceRates {
  private static final int REMEMBERED_DEVICES = 100_000;
  private static final double BURST_SECONDS = 5;

  /** The assumed length of the outage before the start. It cannot be measured. */
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
   * @param perSecond images per second; zero for no limit
   * @param nanoTime a clock such as {@link System#nanoTime}
   * @param outageSeconds the length of all outages together, in seconds
   */
  DeviceRates(double perSecond, LongSupplier nanoTime, DoubleSupplier outageSeconds) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.outageSeconds = outageSeconds;
  }

  /** Takes one token of the device. Returns whether there was one. */
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
      // tokens of an outage may exceed the size of the bucket, and stay
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
