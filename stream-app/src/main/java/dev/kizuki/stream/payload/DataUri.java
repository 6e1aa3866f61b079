package dev.kizuki.stream.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/** Data URIs (RFC 2397), as in {@code data:image/jpeg;base64,/9j/4AAQ...}. */
final class DataUri {
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";

  private DataUri() {}

  /** Returns whether a text begins like a data URI. */
  static boolean is(byte[] text) {
    int length = SCHEME.length();
    return text.length >= length
        && new String(text, 0, length, ISO_8859_1).equalsIgnoreCase(SCHEME);
  }

  /**
   * Reads a data URI.
   *
   * @throws MalformedPayloadException if the text is no data URI, or its base64 is malformed
   */
  static Payload.Unpacked read(byte[] text) throws MalformedPayloadException {
    if (!is(text)) {
      throw new MalformedPayloadException("it does not begin with 'data:'");
    }
    int comma = 0;
    while (comma < text.length && text[comma] != ',') {
      comma++;
    }
    if (comma == text.length) {
      throw new MalformedPayloadException("the data URI has no comma before its data");
    }
    String header =
        new String(text, SCHEME.length(), comma - SCHEME.length(), ISO_8859_1)
            .strip()
            .toLowerCase(Locale.ROOT);
    byte[] data = percentDecoded(Arrays.copyOfRange(text, comma + 1, text.length));
    boolean isBase64 = header.endsWith(BASE64);
    String mediaType = header.split(";", 2)[0];
    return new Payload.Unpacked(
        isBase64 ? Base64Text.decode(data) : data,
        mediaType.isEmpty() ? null : mediaType,
        null,
        null,
        null);
  }

  /** Replaces %2B and so on (RFC 3986, section 2.1). */
  private static byte[] percentDecoded(byte[] data) throws MalformedPayloadException {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(data.length);
    for (int i = 0; i < data.length; i++) {
      if (data[i] != '%') {
        decoded.write(data[i]);
        continue;
      }
      int high = i + 2 < data.length ? Character.digit(data[i + 1], 16) : -1;
      int low = i + 2 < data.length ? Character.digit(data[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new MalformedPayloadException("the data has a % without two digits at " + i);
      }
      decoded.write(high * 16 + low);
      i += 2;
    }
    return decoded.toByteArray();
  }
}
