package dev.kizuki.stream.rejected;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.event.ImageHeaders;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The form of a record of the topic of rejected images, written and read here alone. The value is
 * the image as it came, or the first 64 KiB of an image that is too large. The headers are those of
 * the image, with reason and detail of the rejection.
 */
public final class RejectedRecord {
  /** The most bytes that are kept of an image that is too large for Kafka. */
  public static final int KEPT_OF_TOO_LARGE = 64 * 1024;

  private static final Set<String> OWN_HEADERS =
      Set.of(
          ImageHeaders.REJECTION_REASON, ImageHeaders.REJECTION_DETAIL, ImageHeaders.REJECTED_FROM);

  private RejectedRecord() {}

  /**
   * Writes a rejection into the headers of an image.
   *
   * @param headers the headers of the image; changed
   * @param image the image; null is an empty one
   * @return the value of the record
   */
  public static byte[] write(Headers headers, byte @Nullable [] image, Rejection rejection) {
    ImageHeaders.set(headers, ImageHeaders.REJECTION_REASON, rejection.reason().code());
    ImageHeaders.set(headers, ImageHeaders.REJECTION_DETAIL, rejection.detail());
    byte[] bytes = image == null ? new byte[0] : image;
    if (rejection.reason() != RejectionReason.TOO_MANY_BYTES) {
      return bytes;
    }
    // Kafka would refuse the whole image
    ImageHeaders.set(headers, ImageHeaders.ORIGINAL_BYTES, Integer.toString(bytes.length));
    return Arrays.copyOf(bytes, Math.min(bytes.length, KEPT_OF_TOO_LARGE));
  }

  /** Writes the record that was rejected, as topic-partition@offset. */
  public static void writeOrigin(Headers headers, String topic, int partition, long offset) {
    ImageHeaders.set(headers, ImageHeaders.REJECTED_FROM, topic + "-" + partition + "@" + offset);
  }

  /** The stable code of the reason; empty if the record has none. */
  static String reason(Headers headers) {
    return ImageHeaders.text(headers, ImageHeaders.REJECTION_REASON).orElse("");
  }

  /** The sentence about the reason; empty if the record has none. */
  static String detail(Headers headers) {
    return ImageHeaders.text(headers, ImageHeaders.REJECTION_DETAIL).orElse("");
  }

  /** Whether the record holds only the beginning of its image. */
  static boolean isCut(Headers headers) {
    return headers.lastHeader(ImageHeaders.ORIGINAL_BYTES) != null;
  }

  /** The headers that the image came with. */
  static Headers originalHeaders(Headers headers) {
    Headers original = new RecordHeaders();
    for (Header header : headers) {
      if (!OWN_HEADERS.contains(header.key())) {
        original.add(header);
      }
    }
    return original;
  }

  /** Writes the mark of an image that was sent again, for an empty record behind it. */
  static void writeSentAgain(Headers headers, String id) {
    ImageHeaders.set(headers, ImageHeaders.SENT_AGAIN, id);
  }

  /** The PARTITION@OFFSET of the image that a mark is about; empty for images. */
  static Optional<String> sentAgain(Headers headers) {
    return ImageHeaders.text(headers, ImageHeaders.SENT_AGAIN);
  }
}
