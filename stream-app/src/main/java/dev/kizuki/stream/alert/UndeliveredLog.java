package dev.kizuki.stream.alert;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once for each device that its alerts fail, and once that they are given up, until one of its
 * alerts is delivered. It remembers the last 1000 devices. Not thread-safe.
 */
final class UndeliveredLog {
  private static final Logger LOG = LoggerFactory.getLogger(UndeliveredLog.class);
  private static final int MOST_DEVICES = 1000;

  private final Set<String> failing = new LinkedHashSet<>();
  private final Set<String> givenUp = new LinkedHashSet<>();

  /** An attempt failed, and the alert is tried again. */
  void failed(ConsumerRecord<String, byte[]> alert, String reason) {
    if (isNew(failing, alert.key())) {
      LOG.atWarn()
          .addKeyValue("device", alert.key())
          .addKeyValue("topic", alert.topic())
          .log("an event was not published and is tried again: {}", reason);
    }
  }

  /** An alert is not tried again. */
  void givenUp(GivenUp gone) {
    String device = String.valueOf(gone.alert().key());
    if (isNew(givenUp, device)) {
      LOG.atError()
          .addKeyValue("device", device)
          .addKeyValue("reason", gone.reason().code())
          .addKeyValue("topic", gone.alert().topic())
          .addKeyValue("partition", gone.alert().partition())
          .addKeyValue("offset", gone.alert().offset())
          .log(
              "an event cannot be published over MQTT and goes to the Kafka topic"
                  + " topics.undelivered, as will more events of this device: {}",
              gone.detail());
    }
  }

  /** An alert was published. */
  void delivered(ConsumerRecord<String, byte[]> alert) {
    if (failing.isEmpty() && givenUp.isEmpty()) {
      return;
    }
    boolean hadFailed = failing.remove(alert.key());
    if (givenUp.remove(alert.key()) || hadFailed) {
      LOG.atInfo()
          .addKeyValue("device", alert.key())
          .addKeyValue("topic", alert.topic())
          .log("events of this device are published again");
    }
  }

  private static boolean isNew(Set<String> devices, String device) {
    if (!devices.add(device)) {
      return false;
    }
    if (devices.size() > MOST_DEVICES) {
      Iterator<String> oldest = devices.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }
}
