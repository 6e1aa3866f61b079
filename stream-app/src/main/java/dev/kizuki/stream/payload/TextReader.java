package dev.kizuki.stream.payload;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.PayloadKind;
import java.util.Arrays;

/** Reads payloads that are text, within a limit. */
final class TextReader implements PayloadReader {
  /** Room for the other fields of a payload. */
  private static final int ROOM = 64 * 1024;

  private static final int MOST_DETAIL = 300;

  private final PayloadKind kind;
  private final long maxBytes;
  private final Format format;

  /** Unpacks the text of one format. */
  @FunctionalInterface
  interface Format {
    /**
     * @param text the payload without byte-order mark, and without white space and zero bytes
     *     around it
     */
    Payload.Unpacked read(byte[] text) throws MalformedPayloadException;
  }

  /**
   * @param maxImageBytes the largest image; base64 with line breaks needs less than half as much
   *     again
   */
  TextReader(PayloadKind kind, int maxImageBytes, Format format) {
    this.kind = kind;
    this.maxBytes = maxImageBytes + maxImageBytes / 2L + ROOM;
    this.format = format;
  }

  @Override
  public Payload read(byte[] payload) {
    if (payload.length > maxBytes) {
      return unreadable(
          RejectionReason.TOO_MANY_BYTES,
          "%d bytes of '%s', the limit is %d".formatted(payload.length, kind.code(), maxBytes));
    }
    byte[] text = stripped(payload);
    if (text.length == 0) {
      return unreadable(RejectionReason.EMPTY, "the payload has no text");
    }
    try {
      return format.read(text);
    } catch (MalformedPayloadException e) {
      String detail = e.detail();
      return unreadable(
          RejectionReason.MALFORMED_PAYLOAD,
          "not what 'payload: %s' in mqtt.images says: %s"
              .formatted(
                  kind.code(),
                  detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail));
    }
  }

  private static Payload unreadable(RejectionReason reason, String detail) {
    return new Payload.Unreadable(new Rejection(reason, detail));
  }

  /** Devices in C often send the zero byte at the end of a text. */
  private static byte[] stripped(byte[] payload) {
    int from = hasMark(payload) ? 3 : 0;
    int to = payload.length;
    while (from < to && isBlank(payload[from])) {
      from++;
    }
    while (to > from && isBlank(payload[to - 1])) {
      to--;
    }
    return from == 0 && to == payload.length ? payload : Arrays.copyOfRange(payload, from, to);
  }

  private static boolean hasMark(byte[] text) {
    return text.length >= 3
        && (text[0] & 0xff) == 0xef
        && (text[1] & 0xff) == 0xbb
        && (text[2] & 0xff) == 0xbf;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == 0;
  }
}
