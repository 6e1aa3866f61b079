package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.stream.mqtt.MqttMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of an MQTT message as the bridge read it: the image, who sent it, and what the device
 * said about it. Where the message cannot be read, the image is the payload as it came, with the
 * rejection.
 */
final class ReceivedImage {
  private final String mqttTopic;
  private final String device;
  private final byte[] bytes;
  private final @Nullable String contentType;
  private final Map<String, String> properties;
  private final @Nullable Rejection unreadable;

  private ReceivedImage(
      String mqttTopic,
      String device,
      byte[] bytes,
      @Nullable String contentType,
      Map<String, String> properties,
      @Nullable Rejection unreadable) {
    this.mqttTopic = mqttTopic;
    this.device = device;
    this.bytes = bytes;
    this.contentType = contentType;
    this.properties = properties;
    this.unreadable = unreadable;
  }

  /** A message whose payload is the image. */
  static ReceivedImage raw(MqttMessage message, String device) {
    return unpacked(message, device, message.payload(), message.contentType(), Map.of());
  }

  /**
   * A message from which an image was unpacked.
   *
   * @param properties the properties that the payload holds beside the image; wins over the user
   *     properties
   */
  static ReceivedImage unpacked(
      MqttMessage message,
      String device,
      byte[] image,
      @Nullable String contentType,
      Map<String, String> properties) {
    Map<String, String> all = new LinkedHashMap<>(message.userProperties());
    all.putAll(properties);
    return new ReceivedImage(message.topic(), device, image, contentType, all, null);
  }

  /** A message that cannot be read. */
  static ReceivedImage unreadable(MqttMessage message, String device, Rejection rejection) {
    return new ReceivedImage(
        message.topic(),
        device,
        message.payload(),
        message.contentType(),
        message.userProperties(),
        rejection);
  }

  String mqttTopic() {
    return mqttTopic;
  }

  /** The name of the device; empty if nothing names it. */
  String device() {
    return device;
  }

  /** The image itself, not a copy. */
  byte[] bytes() {
    return bytes;
  }

  /** The content type of the image; null if it is not known. */
  @Nullable String contentType() {
    return contentType;
  }

  /** The user properties, and what the payload said beside the image. */
  Map<String, String> properties() {
    return properties;
  }

  /** Why the message cannot be read; empty if it was read. */
  Optional<Rejection> unreadable() {
    return Optional.ofNullable(unreadable);
  }
}
