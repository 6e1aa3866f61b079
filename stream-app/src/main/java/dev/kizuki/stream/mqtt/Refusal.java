package dev.kizuki.stream.mqtt;

import java.util.Map;

/**
 * The broker's reason for a refusal or a disconnection.
 *
 * @param code the MQTT 5 reason code
 * @param reason the broker's reason string; empty if it gave none
 * @param userProperties the user properties of the answer; the last of several with one name
 * @param serverReference another server that the broker names; empty if it names none. The service
 *     does not follow it
 */
public record Refusal(
    int code, String reason, Map<String, String> userProperties, String serverReference) {
  public Refusal {
    userProperties = Map.copyOf(userProperties);
  }

  /** A refusal without more words than its code. */
  public static Refusal of(int code) {
    return new Refusal(code, "", Map.of(), "");
  }

  /** The reason and the remedy in one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(ReasonCode.words(code));
    if (!reason.isEmpty()) {
      text.append(", the broker says '").append(reason).append('\'');
    }
    if (!userProperties.isEmpty()) {
      text.append(", with ").append(userProperties);
    }
    if (!serverReference.isEmpty()) {
      text.append(", the broker names the server '").append(serverReference).append('\'');
    }
    return text.append(": ").append(ReasonCode.remedy(code)).toString();
  }
}
