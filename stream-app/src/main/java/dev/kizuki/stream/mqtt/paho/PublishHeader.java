package dev.kizuki.stream.mqtt.paho;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads topic and properties of each PUBLISH of one connection (MQTT 5, section 3.3.2). It never
 * fails: what breaks MQTT 5 is kept as {@link #defect}. Not thread-safe.
 */
final class PublishHeader {
  /** The properties that a PUBLISH may have, MQTT 5 section 3.3.2.3, by their bits. */
  private static final long ALLOWED =
      1L << 0x01
          | 1L << 0x02
          | 1L << PropertyCursor.CONTENT_TYPE
          | 1L << PropertyCursor.RESPONSE_TOPIC
          | 1L << 0x09
          | 1L << PropertyCursor.SUBSCRIPTION_IDENTIFIER
          | 1L << PropertyCursor.TOPIC_ALIAS
          | 1L << PropertyCursor.USER_PROPERTY;

  private static final long REPEATABLE =
      1L << PropertyCursor.SUBSCRIPTION_IDENTIFIER | 1L << PropertyCursor.USER_PROPERTY;

  /** A topic alias has two bytes. This limit keeps a broker from filling the memory. */
  private static final int MOST_ALIASES = 1000;

  private final Map<Long, String> aliases = new HashMap<>();

  private String topic = "";
  private @Nullable String contentType;
  private Map<String, String> userProperties = Map.of();
  private String defect = "";

  /** Notes that the header cannot be read, but keeps a topic that is known. */
  void unreadable(String reason) {
    userProperties = Map.of();
    contentType = null;
    defect = reason;
  }

  /** Forgets the message before. */
  void clear() {
    topic = "";
    unreadable("");
  }

  /** Reads the topic. It must be read before the properties. */
  void readTopic(byte[] bytes, int at, int length) {
    clear();
    topic = text("the topic", bytes, at, length);
  }

  /** Reads the properties. */
  void readProperties(byte[] bytes, int at, int end) {
    try {
      long alias = 0;
      long seen = 0;
      for (PropertyCursor property = new PropertyCursor(bytes, at, end); property.next(); ) {
        long bit = 1L << property.identifier();
        requireAllowed(property.identifier(), bit, seen);
        seen |= bit;
        switch (property.identifier()) {
          case PropertyCursor.CONTENT_TYPE ->
              contentType =
                  text("the content type", bytes, property.textAt(), property.textBytes());
          case PropertyCursor.RESPONSE_TOPIC ->
              text("the response topic", bytes, property.textAt(), property.textBytes());
          case PropertyCursor.USER_PROPERTY -> addUserProperty(bytes, property);
          case PropertyCursor.TOPIC_ALIAS -> alias = requireAlias(property.number());
          default -> {
            // the service does not use it
          }
        }
      }
      resolve(alias);
    } catch (MalformedPacketException e) {
      defect(String.valueOf(e.getMessage()));
    }
  }

  private static void requireAllowed(int identifier, long bit, long seen)
      throws MalformedPacketException {
    if ((bit & ALLOWED) == 0) {
      throw new MalformedPacketException(
          "the property 0x%02x does not belong into a PUBLISH".formatted(identifier));
    }
    if ((bit & seen) != 0 && (bit & REPEATABLE) == 0) {
      throw new MalformedPacketException(
          "the property 0x%02x is given twice".formatted(identifier));
    }
  }

  private static long requireAlias(long alias) throws MalformedPacketException {
    if (alias == 0) {
      throw new MalformedPacketException("the topic alias is 0");
    }
    return alias;
  }

  /**
   * Topic aliases, MQTT 5 section 3.3.2.3.4. The service asks for none, but some brokers use them.
   */
  private void resolve(long alias) {
    if (alias > 0 && !topic.isEmpty() && aliases.size() < MOST_ALIASES) {
      aliases.put(alias, topic);
    }
    if (topic.isEmpty()) {
      topic = aliases.getOrDefault(alias, "");
      if (topic.isEmpty()) {
        defect("the topic is empty");
      }
    }
  }

  private void addUserProperty(byte[] bytes, PropertyCursor property) {
    if (userProperties.isEmpty()) {
      userProperties = new LinkedHashMap<>();
    }
    String key = text("a user property's name", bytes, property.textAt(), property.textBytes());
    userProperties.put(
        key,
        text(
            "the user property '%s'".formatted(key),
            bytes,
            property.valueAt(),
            property.valueBytes()));
  }

  private String text(String what, byte[] bytes, int at, int length) {
    return MqttText.decode(bytes, at, length)
        .orElseGet(
            () -> {
              defect(what + " has bytes that are no UTF-8, or a control character");
              return MqttText.repair(bytes, at, length);
            });
  }

  /** Keeps the first defect. */
  private void defect(String found) {
    if (defect.isEmpty()) {
      defect = found;
    }
  }

  /** The topic; empty if the message has none. */
  String topic() {
    return topic;
  }

  /** The content type; null if the message has none. */
  @Nullable String contentType() {
    return contentType;
  }

  /** The user properties; of several with one name the last. */
  Map<String, String> userProperties() {
    return userProperties;
  }

  /** Returns the rule of MQTT 5 that the message breaks; empty if it breaks none. */
  String defect() {
    return defect;
  }
}
