package dev.kizuki.stream.mqtt;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The broker cannot be reached, or refuses a connection or a subscription. */
public final class MqttFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int NO_CODE = -1;

  private final int code;

  public MqttFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = NO_CODE;
  }

  /**
   * A refusal.
   *
   * @param code the MQTT 5 reason code, 0x80 or above
   */
  public MqttFailure(String message, int code) {
    super(message);
    this.code = code;
  }

  /**
   * A refusal.
   *
   * @param what what the broker refused, for example {@code the subscription to 'a/b'}
   */
  public static MqttFailure refused(String what, Refusal refusal) {
    return new MqttFailure("the broker refused %s: %s".formatted(what, refusal), refusal.code());
  }

  /** The broker's reason code; empty if the broker did not answer. */
  public OptionalInt code() {
    return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
  }
}
