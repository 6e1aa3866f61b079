package dev.kizuki.stream.rejected;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration.Limits;
import dev.kizuki.stream.event.ImageHeaders;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the records of the topic of rejected images. The value is the image, or the
 * beginning of an image that is too large for the topic. The headers are the headers of the image,
 * with the reason and detail of the rejection. A record with the header {@code sent-again} is no
 * image: it marks an image that was replayed.
 */
public final class RejectedRecord {
  /** The steps in which a record is made smaller until Kafka takes it, in bytes of the image. */
  private static final int[] STEPS = {Limits.KEPT_OF_TOO_LARGE, 1024, 0};

  private static final Set<String> OWN_HEADERS =
      Set.of(
          ImageHeaders.REJECTION_REASON, ImageHeaders.REJECTION_DETAIL, ImageHeaders.REJECTED_FROM);

  private RejectedRecord() {}

  /**
   * Adds a rejection to the headers of an image.
   *
   * @param headers the headers of the image; this method changes them
   * @param image the image; null means no bytes
   * @return the value of the record
   */
  public static byte[] write(Headers headers, byte @Nullable [] image, Rejection rejection) {
    ImageHeaders.set(headers, ImageHeaders.REJECTION_REASON, rejection.reason().code());
    ImageHeaders.set(headers, ImageHeaders.REJECTION_DETAIL, rejection.detail());
    byte[] bytes = image == null ? new byte[0] : image;
    if (rejection.reason() != RejectionReason.TOO_MANY_BYTES) {
      return bytes;
    }
    return cut(headers, bytes, Limits.KEPT_OF_TOO_LARGE);
  }

  private static byte[] cut(Headers headers, byte[] image, int most) {
    if (!isCut(headers)) {
      ImageHeaders.set(headers, ImageHeaders.ORIGINAL_BYTES, Integer.toString(image.length));
    }
    return Arrays.copyOf(image, Math.min(image.length, most));
  }

  /**
   * Cuts the image of a record to the next smaller step: 64 KiB, 1 KiB, nothing.
   *
   * @param headers the headers of the record; this method changes them
   * @param image the image, or the part of it that is left
   * @return the part to write; empty if no smaller step is left
   */
  public static Optional<byte[]> cutFurther(Headers headers, byte[] image) {
    for (int step : STEPS) {
      if (image.length > step) {
        return Optional.of(cut(headers, image, step));
      }
    }
    return Optional.empty();
  }

  /** Adds the place of the record that was rejected, as topic-partition@offset. */
  public static void writeOrigin(Headers headers, String topic, int partition, long offset) {
    ImageHeaders.set(headers, ImageHeaders.REJECTED_FROM, topic + "-" + partition + "@" + offset);
  }

  /** Returns the stable code of the reason; empty if the record has none. */
  static String reason(Headers headers) {
    return ImageHeaders.text(headers, ImageHeaders.REJECTION_REASON).orElse("");
  }

  /** Returns the sentence about the reason; empty if the record has none. */
  static String detail(Headers headers) {
    return ImageHeaders.text(headers, ImageHeaders.REJECTION_DETAIL).orElse("");
  }

  /** Returns whether the record holds only the beginning of its image. */
  static boolean isCut(Headers headers) {
    return headers.lastHeader(ImageHeaders.ORIGINAL_BYTES) != null;
  }

  /** Returns the headers of the image, without the headers of its rejection. */
  static Headers originalHeaders(Headers headers) {
    Headers original = new RecordHeaders();
    for (Header header : headers) {
      if (!OWN_HEADERS.contains(header.key())) {
        original.add(header);
      }
    }
    return original;
  }

  /**
   * Marks an image as sent again. The mark is an empty record at the end of the topic.
   *
   * @param id PARTITION@OFFSET of the image
   */
  static void writeSentAgain(Headers headers, String id) {
    ImageHeaders.set(headers, ImageHeaders.SENT_AGAIN, id);
  }

  /** Returns the PARTITION@OFFSET of the image that a mark names; empty if it is no mark. */
  static Optional<String> sentAgain(Headers headers) {
    return ImageHeaders.text(headers, ImageHeaders.SENT_AGAIN);
  }
}
