package dev.kizuki.stream.payload;

import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 (RFC 4648) as devices send it: with the usual or the URL-safe alphabet, with or without
 * padding, and with line breaks. Unlike MIME's decoder it refuses all other characters.
 */
final class Base64Text {
  private Base64Text() {}

  /**
   * Decodes a text.
   *
   * @throws MalformedPayloadException if the text is not base64, or is cut off
   */
  static byte[] decode(byte[] text) throws MalformedPayloadException {
    byte[] digits = new byte[text.length];
    int count = 0;
    for (int i = 0; i < text.length; i++) {
      byte b = text[i];
      if (b == ' ' || b == '\t' || b == '\r' || b == '\n') {
        continue;
      }
      if (!isDigit(b) && b != '=') {
        throw new MalformedPayloadException(
            "the byte 0x%02x at %d is not base64".formatted(b & 0xff, i));
      }
      digits[count++] = usual(b);
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(digits, count));
    } catch (IllegalArgumentException e) {
      throw new MalformedPayloadException(
          "the base64 is cut off, or has '=' in the middle (%d characters)".formatted(count));
    }
  }

  private static boolean isDigit(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '+'
        || b == '/'
        || b == '-'
        || b == '_';
  }

  /** The digit of the usual alphabet for a digit of either alphabet. */
  private static byte usual(byte digit) {
    return switch (digit) {
      case '-' -> '+';
      case '_' -> '/';
      default -> digit;
    };
  }
}
