package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceName;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes the Kafka record of an image. The key is the device, the value the bytes of the image, the
 * timestamp the arrival: latencies are measured from it.
 */
final class ImageRecords {
  private static final int MOST_HEADER_CHARACTERS = 1024;
  private static final List<String> PROPERTIES =
      List.of(ImageHeaders.CAPTURED_AT, ImageHeaders.SEQUENCE);

  private final String imagesTopic;
  private final String rejectedTopic;
  private final int maxImageBytes;
  private final int maxDeviceNameBytes;

  ImageRecords(Configuration configuration) {
    this.imagesTopic = configuration.topics().images();
    this.rejectedTopic = configuration.topics().rejected();
    this.maxImageBytes = configuration.limits().maxImageBytes();
    this.maxDeviceNameBytes = configuration.limits().maxDeviceNameBytes();
  }

  /** The device that sent an image; empty if nothing names it. A name that is too long is cut. */
  String device(ReceivedImage image) {
    return DeviceName.cut(image.device(), maxDeviceNameBytes);
  }

  /** Why a message cannot be an image of a device; empty if it can. */
  Optional<Rejection> check(ReceivedImage image) {
    if (image.unreadable().isPresent()) {
      return image.unreadable();
    }
    int bytes = image.bytes().length;
    if (bytes > maxImageBytes) {
      return Optional.of(
          new Rejection(
              RejectionReason.TOO_MANY_BYTES,
              "%d bytes, the limit is %d".formatted(bytes, maxImageBytes)));
    }
    if (image.device().isEmpty()) {
      return Optional.of(
          new Rejection(
              RejectionReason.NO_DEVICE,
              "the topic '%s' names no device".formatted(limited(image.mqttTopic()))));
    }
    return DeviceName.check(image.device(), maxDeviceNameBytes);
  }

  /**
   * The record for the topic of images.
   *
   * @param arrivedMs milliseconds since 1970
   */
  ProducerRecord<String, byte[]> image(ReceivedImage image, long arrivedMs) {
    return new ProducerRecord<>(
        imagesTopic, null, arrivedMs, device(image), image.bytes(), headers(image));
  }

  /**
   * The record for the topic of rejected images.
   *
   * @param arrivedMs milliseconds since 1970
   */
  ProducerRecord<String, byte[]> rejected(
      ReceivedImage image, long arrivedMs, Rejection rejection) {
    Headers headers = headers(image);
    byte[] payload = RejectedRecord.write(headers, image.bytes(), rejection);
    return new ProducerRecord<>(rejectedTopic, null, arrivedMs, device(image), payload, headers);
  }

  private static Headers headers(ReceivedImage image) {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.MQTT_TOPIC, limited(image.mqttTopic()));
    if (image.contentType() != null) {
      ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, limited(image.contentType()));
    }
    for (String property : PROPERTIES) {
      String value = image.properties().get(property);
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
