package dev.kizuki.stream.mqtt;

import java.util.Set;

/** The broker answered a message with a refusal. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** MQTT 5, section 3.4.2.1: not authorised, topic name invalid, payload format invalid. */
  private static final Set<Integer> PERMANENT = Set.of(0x87, 0x90, 0x99);

  private final int code;

  /**
   * @param code the MQTT 5 reason code, 0x80 or above
   */
  public RefusedException(String topic, int code) {
    super(
        "the broker refused a message to '%s' (code 0x%02x): let the user of mqtt.username write it"
            .formatted(topic, code));
    this.code = code;
  }

  /** Whether the broker would refuse the same message again. */
  public boolean isPermanent() {
    return PERMANENT.contains(code);
  }
}
