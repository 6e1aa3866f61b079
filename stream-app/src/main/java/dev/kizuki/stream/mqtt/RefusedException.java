package dev.kizuki.stream.mqtt;

import java.util.Set;

/** The broker answered a message with a refusal. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** MQTT 5, section 3.4.2.1: not authorised, topic name invalid, payload format invalid. */
  private static final Set<Integer> FOR_GOOD = Set.of(0x87, 0x90, 0x99);

  private final int code;

  RefusedException(String topic, int code) {
    super(
        "the broker refused a message to '%s' (code 0x%02x): let the user of mqtt.username write it"
            .formatted(topic, code));
    this.code = code;
  }

  /** Whether it would refuse it the next time as well. */
  boolean isForGood() {
    return FOR_GOOD.contains(code);
  }
}
