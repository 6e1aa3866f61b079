package dev.kizuki.stream.mqtt;

import java.time.Duration;

/**
 * How long images could not be taken: over MQTT, or because Kafka did not take them. What devices
 * sent meanwhile comes all at once afterwards.
 */
final class Outages {
  /** Before the start, which nobody measured. */
  private static final Duration BEFORE_START = Duration.ofHours(1);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private double seconds;
  private long connection;
  private long lastNanos;

  /**
   * An image came.
   *
   * @param epoch the number of the connection it came over; the first is 1
   * @param cameNanos when it came
   * @param takenNanos when there was room for it
   */
  synchronized void arrived(long epoch, long cameNanos, long takenNanos) {
    if (connection == 0) {
      seconds += BEFORE_START.toSeconds();
    } else if (epoch > connection) {
      add(cameNanos - lastNanos);
    }
    add(takenNanos - cameNanos);
    connection = Math.max(connection, epoch);
    lastNanos = takenNanos;
  }

  private void add(long nanos) {
    if (nanos >= SHORTEST.toNanos()) {
      seconds += nanos / 1e9;
    }
  }

  /** All of them together. */
  synchronized double seconds() {
    return seconds;
  }
}
