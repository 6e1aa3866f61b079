package dev.kizuki.stream.mqtt.paho;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The rules of MQTT 5 for text (section 1.5.4): well-formed UTF-8 without U+0000. Control
 * characters and noncharacters are refused too, as Paho and many brokers do.
 */
final class MqttText {
  /** The most bytes of a text in UTF-8. */
  static final int MOST_BYTES = 65535;

  private static final int REPLACEMENT = 0xfffd;

  private MqttText() {}

  /** Decodes a text; empty if it breaks the rules. */
  static Optional<String> decode(byte[] bytes, int offset, int length) {
    if (isPrintableAscii(bytes, offset, length)) {
      return Optional.of(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, offset, length))
              .toString();
      return isAllowed(text) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Decodes a text that breaks the rules. U+FFFD stands for each bad part. */
  static String repair(byte[] bytes, int offset, int length) {
    return repair(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }

  private static String repair(String text) {
    return text.codePoints()
        .map(character -> isAllowed(character) ? character : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Returns whether a text contains only characters that MQTT may carry. */
  static boolean isAllowed(String text) {
    return text.codePoints().allMatch(MqttText::isAllowed);
  }

  private static boolean isAllowed(int character) {
    boolean surrogate =
        character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    boolean noncharacter =
        (character >= 0xfdd0 && character <= 0xfdef) || (character & 0xfffe) == 0xfffe;
    return !Character.isISOControl(character) && !surrogate && !noncharacter;
  }

  private static boolean isPrintableAscii(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
