package dev.kizuki.image;

import java.util.Locale;

/** The reasons for which an image is rejected; their codes are public and never change. */
public enum RejectionReason {
  /** No bytes at all. */
  EMPTY,
  /** More bytes than the limit. */
  TOO_MANY_BYTES,
  /** The header declares more pixels than the limit. */
  TOO_MANY_PIXELS,
  /** Neither PNG nor JPEG, nor as long as the model's raw pixels. */
  UNKNOWN_FORMAT,
  /** A known format, but damaged or cut short. */
  CORRUPT,
  /** A known format in a variant that no decoder here reads. */
  UNSUPPORTED,
  /** Width or height differ from the model's, and the model does not resize. */
  WRONG_SIZE,
  /** No model is configured for the device. */
  NO_MODEL,
  /** The topic names no device. */
  NO_DEVICE,
  /** Its device sends more images than it may. */
  TOO_MANY_IMAGES,
  /** The model gave a distance that is not a number. */
  NOT_FINITE;

  /** The code in headers, metrics and events: {@code too-many-bytes}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
