package dev.kizuki.image;

import java.util.Locale;

/** The reasons to reject an image. Their {@link #code codes} are public and never change. */
public enum RejectionReason {
  /** The payload has no bytes. */
  EMPTY,
  /** The payload has more bytes than the limit. */
  TOO_MANY_BYTES,
  /** The header declares more pixels than the limit. */
  TOO_MANY_PIXELS,
  /** The payload is not PNG, JPEG or BMP, and has not the length of the model's raw pixels. */
  UNKNOWN_FORMAT,
  /** The format is known, but the payload is damaged or truncated. */
  CORRUPT,
  /** The format is known, but no decoder reads this variant of it. */
  UNSUPPORTED,
  /** Width or height differ from the model's, and the model does not resize images. */
  WRONG_SIZE,
  /** No model is configured for the device. */
  NO_MODEL,
  /** The MQTT topic does not contain the name of a device. */
  NO_DEVICE,
  /** The device's name is longer than the limit. */
  DEVICE_NAME_TOO_LONG,
  /** The event about the image is larger than its Kafka topic takes. */
  EVENT_TOO_LARGE,
  /** The MQTT message breaks the rules of MQTT 5, for example by a control character. */
  MALFORMED_MESSAGE,
  /** The device sends images faster than its limit. */
  TOO_MANY_IMAGES,
  /** The model gave a distance that is NaN or infinite. */
  NOT_FINITE,
  /** The payload is not the data URI, base64 or JSON that the configuration says it is. */
  MALFORMED_PAYLOAD,
  /** The payload is only a part of an image. */
  CHUNK;

  /** Returns the code in headers, metrics and events, for example {@code too-many-bytes}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
