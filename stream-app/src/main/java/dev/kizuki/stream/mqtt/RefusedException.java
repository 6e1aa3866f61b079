package dev.kizuki.stream.mqtt;

import java.util.Set;

/** The broker answered a message with a refusal, or is known to refuse it. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** MQTT 5, section 3.4.2.1. The same message would get the same answer again. */
  private static final Set<ReasonCode> PERMANENT =
      Set.of(
          ReasonCode.NOT_AUTHORIZED,
          ReasonCode.TOPIC_NAME_INVALID,
          ReasonCode.PACKET_TOO_LARGE,
          ReasonCode.PAYLOAD_FORMAT_INVALID);

  private final int code;

  private RefusedException(int code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * @param code the MQTT 5 reason code, 0x80 or above
   */
  public RefusedException(String topic, int code) {
    this(topic, Refusal.of(code));
  }

  /**
   * @param topic the topic of the refused message
   */
  public RefusedException(String topic, Refusal refusal) {
    this(refusal.code(), "the broker refused a message to '%s': %s".formatted(topic, refusal));
  }

  /**
   * A message that is not sent, because the broker is known to refuse it.
   *
   * @param code the answer that the broker would give
   * @param why one sentence
   */
  public static RefusedException notSent(String topic, ReasonCode code, String why) {
    return new RefusedException(
        code.value(), "a message to '%s' was not sent: %s".formatted(topic, why));
  }

  /** Returns whether the broker would refuse the same message again. */
  public boolean isPermanent() {
    return ReasonCode.of(code).filter(PERMANENT::contains).isPresent();
  }
}
