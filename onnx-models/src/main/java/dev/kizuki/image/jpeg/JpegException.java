package dev.kizuki.image.jpeg;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;

/** A JPEG that cannot be decoded; {@link JpegFormat} turns it into a rejection. */
final class JpegException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  private JpegException(RejectionReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static JpegException corrupt(String message) {
    return new JpegException(RejectionReason.CORRUPT, message);
  }

  static JpegException unsupported(String message) {
    return new JpegException(RejectionReason.UNSUPPORTED, message);
  }

  Rejection rejection() {
    return new Rejection(reason, "JPEG: " + getMessage());
  }
}
