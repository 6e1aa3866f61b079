package dev.kizuki.stream.payload;

import dev.kizuki.image.Rejection;
import org.jspecify.annotations.Nullable;

/** The content of a payload. */
public sealed interface Payload {
  /** The payload is the image. */
  record AsItCame() implements Payload {}

  /**
   * No image can be unpacked from the payload.
   *
   * @param rejection the reason
   */
  record Unreadable(Rejection rejection) implements Payload {}

  /** An image that was unpacked, and what the payload says beside it. */
  final class Unpacked implements Payload {
    private final byte[] image;
    private final @Nullable String contentType;
    private final @Nullable String device;
    private final @Nullable String sequence;
    private final @Nullable String capturedAt;

    Unpacked(
        byte[] image,
        @Nullable String contentType,
        @Nullable String device,
        @Nullable String sequence,
        @Nullable String capturedAt) {
      this.image = image;
      this.contentType = contentType;
      this.device = device;
      this.sequence = sequence;
      this.capturedAt = capturedAt;
    }

    /** The image itself, not a copy. */
    public byte[] image() {
      return image;
    }

    /** The media type of the image; null if the payload does not say it. */
    public @Nullable String contentType() {
      return contentType;
    }

    /** The name of the device; null if the payload does not say it. */
    public @Nullable String device() {
      return device;
    }

    /** The device's sequence number; null if the payload does not say it. */
    public @Nullable String sequence() {
      return sequence;
    }

    /** The time of capture as the device wrote it; null if the payload does not say it. */
    public @Nullable String capturedAt() {
      return capturedAt;
    }
  }
}
