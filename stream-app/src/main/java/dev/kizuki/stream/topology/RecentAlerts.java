package dev.kizuki.stream.topology;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The alerts of the last minutes, so that an image that MQTT delivers twice raises one. The digest
 * of the image is part of it: a device that counts from 1 again has new images under old numbers.
 * Used by one thread; what it knows is gone with its partition.
 */
final class RecentAlerts {
  /** By the images' arrival. */
  static final long WINDOW_MS = 10 * 60 * 1000L;

  private static final int MOST = 10_000;

  private final Map<String, Long> arrivals =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Whether this image, under this id, has not raised an alert within the window; from now it has.
   */
  boolean isFirst(String id, String sha256, long arrivedMs) {
    String key = id + " " + sha256;
    Long before = arrivals.remove(key);
    arrivals.put(key, arrivedMs);
    return before == null || Math.abs(arrivedMs - before) > WINDOW_MS;
  }
}
