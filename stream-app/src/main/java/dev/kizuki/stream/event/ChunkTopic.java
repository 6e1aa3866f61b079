package dev.kizuki.stream.event;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.util.Locale;
import java.util.Set;

/**
 * Topics of images that a device sends in parts, as in {@code camera/start}, {@code camera/data}
 * and {@code camera/end}. Kizuki takes only whole images. A part cannot always be told by its
 * bytes, but the topic shows it.
 */
public final class ChunkTopic {
  private static final Set<String> WORDS =
      Set.of(
          "start",
          "begin",
          "data",
          "chunk",
          "chunks",
          "part",
          "parts",
          "frag",
          "fragment",
          "end",
          "stop",
          "finish",
          "eof");
  private static final Set<RejectionReason> REASONS =
      Set.of(
          RejectionReason.EMPTY,
          RejectionReason.UNKNOWN_FORMAT,
          RejectionReason.CORRUPT,
          RejectionReason.MALFORMED_PAYLOAD);

  private ChunkTopic() {}

  /**
   * Explains why an image was rejected.
   *
   * @param topic the MQTT topic
   * @return a rejection as {@link RejectionReason#CHUNK} if the topic ends like that of a part, and
   *     a part would be rejected so; else the same rejection
   */
  public static Rejection explain(Rejection rejection, String topic) {
    String last = topic.substring(topic.lastIndexOf('/') + 1);
    if (!REASONS.contains(rejection.reason()) || !WORDS.contains(last.toLowerCase(Locale.ROOT))) {
      return rejection;
    }
    return new Rejection(
        RejectionReason.CHUNK,
        "the topic ends with '%s' like the topic of one chunk of an image; publish each image as one message (%s)"
            .formatted(last, rejection.detail()));
  }
}
