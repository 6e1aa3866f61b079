package dev.kizuki.stream.mqtt;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reason codes of failures, with their names and remedies (MQTT 5, section 2.4). */
public enum ReasonCode {
  UNSPECIFIED_ERROR(0x80, "read the broker's log"),
  MALFORMED_PACKET(0x81, "use a broker that supports MQTT 5"),
  PROTOCOL_ERROR(0x82, "use a broker that supports MQTT 5"),
  IMPLEMENTATION_SPECIFIC_ERROR(0x83, "read the broker's log"),
  UNSUPPORTED_PROTOCOL_VERSION(0x84, "use a broker that supports MQTT 5"),
  CLIENT_IDENTIFIER_NOT_VALID(0x85, "set an mqtt.clientId that the broker allows"),
  BAD_USER_NAME_OR_PASSWORD(0x86, "correct mqtt.username or mqtt.passwordFile"),
  NOT_AUTHORIZED(0x87, "allow it to the user of mqtt.username, or to the client's certificate"),
  SERVER_UNAVAILABLE(0x88, "wait, or read the broker's log"),
  SERVER_BUSY(0x89, "wait, or give the broker more resources"),
  BANNED(0x8a, "let the broker's administrator allow this client again"),
  SERVER_SHUTTING_DOWN(0x8b, "wait until the broker runs again"),
  BAD_AUTHENTICATION_METHOD(0x8c, "let the broker accept a user name or a certificate"),
  KEEP_ALIVE_TIMEOUT(0x8d, "look for a slow or lossy network, or raise mqtt.keepAlive"),
  SESSION_TAKEN_OVER(
      0x8e,
      "another client connected with the same mqtt.clientId; give each its own, unless it stood in"
          + " for this instance"),
  TOPIC_FILTER_INVALID(0x8f, "correct mqtt.images, or allow this filter at the broker"),
  TOPIC_NAME_INVALID(0x90, "use topics and device names that the broker allows"),
  PACKET_IDENTIFIER_IN_USE(0x91, "read the broker's log"),
  PACKET_IDENTIFIER_NOT_FOUND(0x92, "read the broker's log"),
  RECEIVE_MAXIMUM_EXCEEDED(0x93, "read the broker's log"),
  TOPIC_ALIAS_INVALID(0x94, "read the broker's log"),
  PACKET_TOO_LARGE(0x95, "raise the largest packet that the broker accepts"),
  MESSAGE_RATE_TOO_HIGH(0x96, "raise the broker's limit for the rate of messages"),
  QUOTA_EXCEEDED(0x97, "raise the broker's quota for this client"),
  ADMINISTRATIVE_ACTION(0x98, "ask the broker's administrator"),
  PAYLOAD_FORMAT_INVALID(0x99, "allow this payload at the broker"),
  RETAIN_NOT_SUPPORTED(0x9a, "read the broker's log"),
  QOS_NOT_SUPPORTED(0x9b, "use a broker that supports QoS 1"),
  USE_ANOTHER_SERVER(0x9c, "set mqtt.broker to the other server"),
  SERVER_MOVED(0x9d, "set mqtt.broker to the other server"),
  SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(
      0x9e, "leave mqtt.sharedGroup empty, or use a broker with shared subscriptions"),
  CONNECTION_RATE_EXCEEDED(0x9f, "raise the broker's limit for the rate of connections"),
  MAXIMUM_CONNECT_TIME(0xa0, "raise the longest time that the broker allows to a connection"),
  SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xa1, "read the broker's log"),
  WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xa2, "use a broker that allows wildcards in subscriptions");

  /** The first code of a failure. Lower codes mean success. */
  public static final int FIRST_FAILURE = 0x80;

  private static final String READ_THE_LOG = "read the broker's log";
  private static final Map<Integer, ReasonCode> BY_VALUE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ReasonCode::value, it -> it));

  private final int value;
  private final String remedy;

  ReasonCode(int value, String remedy) {
    this.value = value;
    this.remedy = remedy;
  }

  /** The code on the wire, 0x80 to 0xa2. */
  public int value() {
    return value;
  }

  /** Finds a code; empty for values that MQTT 5 does not define as failures. */
  public static Optional<ReasonCode> of(int value) {
    return Optional.ofNullable(BY_VALUE.get(value));
  }

  /** The name and the number of a code, for example {@code quota exceeded (0x97)}. */
  public static String words(int value) {
    String name =
        of(value)
            .map(code -> code.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .orElse(value < FIRST_FAILURE ? "no failure" : "unknown reason");
    return "%s (0x%02x)".formatted(name, value);
  }

  /** Returns the action for the user against a code. */
  public static String remedy(int value) {
    return of(value).map(code -> code.remedy).orElse(READ_THE_LOG);
  }
}
