package dev.kizuki.stream.models;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Chooses the images that are measured: at most one for each device and interval. Not thread-safe:
 * use one per thread.
 */
public final class PictureSampler {
  /** A device without images for this time is forgotten. */
  private static final long FORGET_NANOS = Duration.ofMinutes(5).toNanos();

  /** Images of further devices are not measured. Bounds the memory if devices invent names. */
  private static final int MOST_DEVICES = 100_000;

  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private final Map<String, LastImages> devices = new HashMap<>();
  private long now;
  private long swept;

  /**
   * @param interval the shortest time between two images of a device that are measured
   * @param nanoClock the time in nanoseconds, as {@link System#nanoTime}
   */
  public PictureSampler(Duration interval, LongSupplier nanoClock) {
    this.intervalNanos = interval.toNanos();
    this.nanoClock = nanoClock;
    this.now = nanoClock.getAsLong();
    this.swept = now;
  }

  /** Reads the clock; all images until the next call count as simultaneous. */
  void tick() {
    now = nanoClock.getAsLong();
    if (now - swept > FORGET_NANOS) {
      swept = now;
      devices.values().removeIf(device -> now - device.seen > FORGET_NANOS);
    }
  }

  /** Returns whether to measure the image of a device. */
  boolean takes(String device) {
    LastImages last = devices.get(device);
    if (last == null) {
      if (devices.size() >= MOST_DEVICES) {
        return false;
      }
      devices.put(device, new LastImages(now));
      return true;
    }
    last.seen = now;
    if (now - last.measured < intervalNanos) {
      return false;
    }
    last.measured = now;
    return true;
  }

  /** Returns the number of devices that are remembered. */
  int size() {
    return devices.size();
  }

  /** The times of the last images of a device, in nanoseconds. */
  private static final class LastImages {
    private long measured;
    private long seen;

    LastImages(long now) {
      this.measured = now;
      this.seen = now;
    }
  }
}
