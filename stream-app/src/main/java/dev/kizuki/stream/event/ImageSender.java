package dev.kizuki.stream.event;

import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;

/** The sender of an image: a device, or the canary of one model. */
public sealed interface ImageSender {
  /** The key of the image in Kafka. */
  String name();

  /**
   * A device.
   *
   * @param name any name; empty if the image names no device
   */
  record Device(String name) implements ImageSender {}

  /**
   * The service itself. Its images are judged by the model that they test, whatever {@code
   * models[].devices} says, and count in the canary's metrics only.
   *
   * @param model the index of the model in the configuration, from 0
   */
  record Canary(String name, int model) implements ImageSender {}

  /**
   * The sender of a Kafka record.
   *
   * @param name the key of the record
   * @param headers the headers of the record; {@link ImageHeaders#CANARY} makes it a canary
   */
  static ImageSender of(String name, Headers headers) {
    OptionalInt model = ImageHeaders.canary(headers);
    return model.isPresent() ? new Canary(name, model.getAsInt()) : new Device(name);
  }
}
