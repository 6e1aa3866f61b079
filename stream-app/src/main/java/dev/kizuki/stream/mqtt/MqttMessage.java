package dev.kizuki.stream.mqtt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message from the broker.
 *
 * @param publication the message as its publisher sent it; of several user properties with one name
 *     the last
 * @param qos the quality of service of this delivery, 0 or 1
 * @param packetId the packet identifier, valid on the link that delivered the message; 0 at QoS 0
 * @param defect how the message breaks MQTT 5, as one sentence; empty for a valid message. In a
 *     message with a defect, bad characters are replaced by U+FFFD, and parts that could not be
 *     read are empty
 */
public record MqttMessage(Publication publication, int qos, int packetId, String defect) {
  /** A valid message. */
  public MqttMessage(Publication publication, int qos, int packetId) {
    this(publication, qos, packetId, "");
  }

  public String topic() {
    return publication.topic();
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return publication.payload();
  }

  /** The MQTT 5 content type; null if the publisher gave none. */
  public @Nullable String contentType() {
    return publication.contentType();
  }

  /** The MQTT 5 user properties. */
  public Map<String, String> userProperties() {
    return publication.userProperties();
  }
}
