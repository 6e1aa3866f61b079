package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceName;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes the Kafka record of an MQTT message. The key is the device, the value the bytes as they
 * came, the timestamp the arrival: latencies are measured from it.
 */
final class ImageRecords {
  private static final int MOST_HEADER_CHARACTERS = 1024;
  private static final List<String> USER_PROPERTIES =
      List.of(ImageHeaders.CAPTURED_AT, ImageHeaders.SEQUENCE);

  private final DeviceTopic deviceTopic;
  private final String imagesTopic;
  private final String rejectedTopic;
  private final int maxImageBytes;
  private final int maxDeviceNameBytes;

  ImageRecords(Configuration configuration, DeviceTopic deviceTopic) {
    this.deviceTopic = deviceTopic;
    this.imagesTopic = configuration.topics().images();
    this.rejectedTopic = configuration.topics().rejected();
    this.maxImageBytes = configuration.limits().maxImageBytes();
    this.maxDeviceNameBytes = configuration.limits().maxDeviceNameBytes();
  }

  /**
   * The device that sent a message; empty if its topic names none. A name that is too long is cut.
   */
  String device(MqttMessage message) {
    return DeviceName.cut(wholeName(message), maxDeviceNameBytes);
  }

  private String wholeName(MqttMessage message) {
    return deviceTopic.device(message.topic()).orElse("");
  }

  /** Why a message cannot be an image of a device; empty if it can. */
  Optional<Rejection> check(MqttMessage message) {
    int bytes = message.payload().length;
    if (bytes > maxImageBytes) {
      return Optional.of(
          new Rejection(
              RejectionReason.TOO_MANY_BYTES,
              "%d bytes, the limit is %d".formatted(bytes, maxImageBytes)));
    }
    if (device(message).isEmpty()) {
      return Optional.of(
          new Rejection(
              RejectionReason.NO_DEVICE,
              "the topic '%s' names no device".formatted(limited(message.topic()))));
    }
    return DeviceName.check(wholeName(message), maxDeviceNameBytes);
  }

  /**
   * The record for the topic of images.
   *
   * @param arrivedMs milliseconds since 1970
   */
  ProducerRecord<String, byte[]> image(MqttMessage message, long arrivedMs) {
    return new ProducerRecord<>(
        imagesTopic, null, arrivedMs, device(message), message.payload(), headers(message));
  }

  /**
   * The record for the topic of rejected images.
   *
   * @param arrivedMs milliseconds since 1970
   */
  ProducerRecord<String, byte[]> rejected(
      MqttMessage message, long arrivedMs, Rejection rejection) {
    Headers headers = headers(message);
    byte[] payload = RejectedRecord.write(headers, message.payload(), rejection);
    return new ProducerRecord<>(rejectedTopic, null, arrivedMs, device(message), payload, headers);
  }

  private static Headers headers(MqttMessage message) {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.MQTT_TOPIC, limited(message.topic()));
    if (message.contentType() != null) {
      ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, limited(message.contentType()));
    }
    for (String property : USER_PROPERTIES) {
      String value = message.userProperties().get(property);
      if (value != null) {
        ImageHeaders.set(headers, property, limited(value));
      }
    }
    return headers;
  }

  /** Long texts from a device would make the record larger than Kafka takes. */
  private static String limited(String text) {
    return text.length() <= MOST_HEADER_CHARACTERS
        ? text
        : text.substring(0, MOST_HEADER_CHARACTERS);
  }
}
