package dev.kizuki.stream.mqtt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application message: what a client publishes and the broker delivers (MQTT 5, 1.2). */
public final class Publication {
  private final String topic;
  private final byte[] payload;
  private final @Nullable String contentType;
  private final Map<String, String> userProperties;

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
    this.topic = topic;
    this.payload = payload;
    this.contentType = contentType;
    this.userProperties = userProperties;
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
