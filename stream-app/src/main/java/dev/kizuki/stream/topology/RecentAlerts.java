package dev.kizuki.stream.topology;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the alerts of the last ten minutes, so that an image that MQTT delivers twice raises
 * one alert. It compares the id and the digest of the image, because a device that counts from 1
 * again sends new images under old numbers. Not thread-safe. A restart or a rebalance empties it.
 */
public final class RecentAlerts {
  /** The longest time between the arrivals of two deliveries of one image, in milliseconds. */
  public static final long WINDOW_MS = 10 * 60 * 1000L;

  private static final int REMEMBERED_ALERTS = 10_000;

  private final Map<String, Long> arrivals =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_ALERTS;
        }
      };

  /**
   * Remembers an alert.
   *
   * @return false if the same image raised an alert under the same id within the window
   */
  public boolean isFirst(String id, String sha256, long arrivedMs) {
    String key = id + " " + sha256;
    Long before = arrivals.remove(key);
    arrivals.put(key, arrivedMs);
    return before == null || Math.abs(arrivedMs - before) > WINDOW_MS;
  }
}
