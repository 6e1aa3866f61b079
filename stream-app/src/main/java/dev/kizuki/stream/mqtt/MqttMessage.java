package dev.kizuki.stream.mqtt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message from the broker. */
public final class MqttMessage {
  private final String topic;
  private final byte[] payload;
  private final @Nullable String contentType;
  private final Map<String, String> userProperties;
  private final int qos;
  private final int packetId;

  /**
   * @param payload not copied
   * @param contentType the MQTT 5 content type; null if the publisher gave none
   * @param userProperties the MQTT 5 user properties; of several values for one name the last
   * @param qos 0 or 1, the quality of service of this delivery
   * @param packetId the packet identifier; 0 at QoS 0
   */
  public MqttMessage(
      String topic,
      byte[] payload,
      @Nullable String contentType,
      Map<String, String> userProperties,
      int qos,
      int packetId) {
    this.topic = topic;
    this.payload = payload;
    this.contentType = contentType;
    this.userProperties = userProperties;
    this.qos = qos;
    this.packetId = packetId;
  }

  public String topic() {
    return topic;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }

  /** The MQTT 5 content type; null if the publisher gave none. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** The MQTT 5 user properties; of several values for one name the last. */
  public Map<String, String> userProperties() {
    return userProperties;
  }

  /** 0 or 1, the quality of service of this delivery. */
  public int qos() {
    return qos;
  }

  /** The packet identifier, valid on the link that delivered the message; 0 at QoS 0. */
  public int packetId() {
    return packetId;
  }
}
