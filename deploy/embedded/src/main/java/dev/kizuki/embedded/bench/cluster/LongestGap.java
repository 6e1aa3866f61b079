package dev.kizuki.embedded.bench.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Finds the longest time that a device waits for its next verdict. Any thread may call it. */
final class LongestGap {
  private final LongSupplier nanoTime;
  private final Map<String, Long> lastByDevice = new HashMap<>();
  private long longest;

  /**
   * @param nanoTime the clock, as {@code System::nanoTime}
   */
  LongestGap(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Records a verdict of a device. */
  synchronized void add(String device) {
    long now = nanoTime.getAsLong();
    Long last = lastByDevice.put(device, now);
    if (last != null) {
      longest = Math.max(longest, now - last);
    }
  }

  /**
   * Returns the longest time of a device without a verdict that ended since the last call, in
   * milliseconds. A time that has not ended counts until now.
   */
  synchronized long take() {
    long now = nanoTime.getAsLong();
    long open = lastByDevice.values().stream().mapToLong(last -> now - last).max().orElse(0);
    long result = Math.max(longest, open);
    longest = 0;
    return Duration.ofNanos(result).toMillis();
  }
}
