package dev.kizuki.stream.mqtt.paho;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.ReasonCode;
import dev.kizuki.stream.mqtt.RefusedException;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a message before Paho gets it. Paho ends the connection for a message that it cannot
 * write, and the broker does so for a packet above its limit.
 */
final class OutgoingPublish {
  private OutgoingPublish() {}

  /**
   * Returns why a message cannot be published; empty if it can.
   *
   * @param qos the quality of service at which it is sent
   * @param maximumPacketSize the broker's limit in bytes
   */
  static Optional<RefusedException> problem(
      Publication publication, int qos, long maximumPacketSize) {
    if (!isTopicName(publication.topic())) {
      return Optional.of(
          RefusedException.notSent(
              publication.topic(),
              ReasonCode.TOPIC_NAME_INVALID,
              "the topic is empty, longer than 65,535 bytes, or has characters that MQTT forbids"));
    }
    if (!areTexts(publication)) {
      return Optional.of(
          RefusedException.notSent(
              publication.topic(),
              ReasonCode.PAYLOAD_FORMAT_INVALID,
              "the content type or a user property is longer than 65,535 bytes, or has characters"
                  + " that MQTT forbids"));
    }
    long bytes = bytes(publication, qos);
    return bytes <= maximumPacketSize
        ? Optional.empty()
        : Optional.of(
            RefusedException.notSent(
                publication.topic(),
                ReasonCode.PACKET_TOO_LARGE,
                "the packet has %d bytes, and the broker takes up to %d"
                    .formatted(bytes, maximumPacketSize)));
  }

  private static boolean isTopicName(String topic) {
    return !topic.isEmpty() && !topic.contains("+") && !topic.contains("#") && isText(topic);
  }

  private static boolean areTexts(Publication publication) {
    return (publication.contentType() == null || isText(publication.contentType()))
        && publication.userProperties().entrySet().stream()
            .allMatch(property -> isText(property.getKey()) && isText(property.getValue()));
  }

  private static boolean isText(String text) {
    return text.length() <= MqttText.MOST_BYTES
        && MqttText.isAllowed(text)
        && bytes(text) <= MqttText.MOST_BYTES;
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  /** The size of the packet (MQTT 5, section 3.3). */
  private static long bytes(Publication publication, int qos) {
    long properties = 0;
    if (publication.contentType() != null) {
      properties += 3 + bytes(publication.contentType());
    }
    for (Map.Entry<String, String> property : publication.userProperties().entrySet()) {
      properties += 5 + bytes(property.getKey()) + bytes(property.getValue());
    }
    long remaining =
        2
            + bytes(publication.topic())
            + (qos > 0 ? 2 : 0)
            + variableIntegerBytes(properties)
            + properties
            + publication.payload().length;
    return 1 + variableIntegerBytes(remaining) + remaining;
  }

  private static int variableIntegerBytes(long value) {
    int bytes = 1;
    for (long rest = value >> 7; rest > 0; rest >>= 7) {
      bytes++;
    }
    return bytes;
  }
}
