package dev.kizuki.stream.alert;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One alert on its way to the broker. Attempts are equal only if they are the same object. */
final class Attempt {
  private final DeviceAlerts device;
  private final ConsumerRecord<String, byte[]> alert;
  private final boolean alone;
  private final long sentAt;

  /**
   * @param alone whether no other alert is on its way at the same time
   * @param sentAt the time of sending, by {@link System#nanoTime}
   */
  Attempt(DeviceAlerts device, ConsumerRecord<String, byte[]> alert, boolean alone, long sentAt) {
    this.device = device;
    this.alert = alert;
    this.alone = alone;
    this.sentAt = sentAt;
  }

  DeviceAlerts device() {
    return device;
  }

  ConsumerRecord<String, byte[]> alert() {
    return alert;
  }

  boolean alone() {
    return alone;
  }

  long sentAt() {
    return sentAt;
  }
}
