package dev.kizuki.stream.mqtt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application message: what a client publishes and the broker delivers (MQTT 5, 1.2). */
public final class Publication {
  private final String topic;
  private final byte[] payload;
  private final @Nullable String contentType;
  private final Map<String, String> userProperties;
  private final boolean retained;

  /**
   * @param payload not copied
   * @param contentType the MQTT 5 content type; null for none
   * @param userProperties the MQTT 5 user properties
   */
  public Publication(
      String topic,
      byte[] payload,
      @Nullable String contentType,
      Map<String, String> userProperties) {
    this(topic, payload, contentType, userProperties, /* retained= */ false);
  }

  private Publication(
      String topic,
      byte[] payload,
      @Nullable String contentType,
      Map<String, String> userProperties,
      boolean retained) {
    this.topic = topic;
    this.payload = payload;
    this.contentType = contentType;
    this.userProperties = userProperties;
    this.retained = retained;
  }

  /**
   * A message that the broker keeps and delivers to each later subscriber, until another one
   * replaces it (MQTT 5, 3.3.1.3).
   *
   * @param payload not copied
   */
  public static Publication retained(String topic, byte[] payload, String contentType) {
    return new Publication(topic, payload, contentType, Map.of(), /* retained= */ true);
  }

  /** Returns whether the broker keeps this message for later subscribers. */
  public boolean isRetained() {
    return retained;
  }

  public String topic() {
    return topic;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }

  /** The MQTT 5 content type; null for none. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** The MQTT 5 user properties. */
  public Map<String, String> userProperties() {
    return userProperties;
  }
}
