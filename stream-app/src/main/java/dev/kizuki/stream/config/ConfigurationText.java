package dev.kizuki.stream.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the text of a configuration file. The file must be UTF-8, with or without a BOM. */
final class ConfigurationText {
  private static final int MOST_BYTES = 1 << 20;
  private static final int[] UTF_8_BOM = {0xEF, 0xBB, 0xBF};

  private ConfigurationText() {}

  /**
   * Reads a file.
   *
   * @throws ConfigurationException if the file cannot be read, is larger than 1 MiB, or is not
   *     UTF-8
   */
  static String read(Path file) {
    if (Files.isDirectory(file)) {
      throw unreadable(file, "it is a folder; --config needs a file", null);
    }
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw unreadable(file, "it is larger than 1 MiB, so it is no configuration", null);
      }
      return decode(bytes, file.toString());
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw unreadable(file, "this user may not read it", e);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static ConfigurationException unreadable(
      Path file, String reason, @Nullable Throwable cause) {
    return new ConfigurationException(
        "The configuration %s cannot be read: %s".formatted(file, reason), cause);
  }

  /**
   * Decodes the bytes of a file.
   *
   * @param source the name of the file in messages
   * @throws ConfigurationException if the bytes are not UTF-8; the message names the encoding
   */
  static String decode(byte[] bytes, String source) {
    refuseUtf16And32(bytes, source);
    int start = startsWith(bytes, UTF_8_BOM) ? UTF_8_BOM.length : 0;
    ByteBuffer input = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(input, text, /* endOfInput= */ true);
    if (result.isError()) {
      throw new ConfigurationException(
          ("%s, line %d: the byte 0x%02X is not valid in UTF-8. The file is saved in another"
                  + " encoding, such as Windows-1252, Latin-1 or Shift_JIS. Save it as UTF-8")
              .formatted(source, line(bytes, input.position()), bytes[input.position()] & 0xFF));
    }
    return text.flip().toString();
  }

  private static void refuseUtf16And32(byte[] bytes, String source) {
    if (startsWith(bytes, 0xFF, 0xFE, 0, 0) || startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
      throw otherEncoding(source, "UTF-32");
    }
    int zeros = count(bytes, 0);
    boolean wide = zeros >= bytes.length / 4 && zeros <= bytes.length / 2 && zeros > 0;
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF) || wide) {
      throw otherEncoding(
          source, "UTF-16, which Windows also calls 'Unicode' and PowerShell writes with '>'");
    }
    if (zeros > 0) {
      throw new ConfigurationException(
          "%s is no text file: it has bytes of value 0. The configuration must be YAML in UTF-8"
              .formatted(source));
    }
  }

  private static ConfigurationException otherEncoding(String source, String encoding) {
    return new ConfigurationException(
        "%s is saved as %s. Save it as UTF-8".formatted(source, encoding));
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static int count(byte[] bytes, int value) {
    int count = 0;
    for (byte each : bytes) {
      count += each == value ? 1 : 0;
    }
    return count;
  }

  /** The number of the line that holds a position, from 1. */
  private static int line(byte[] bytes, int position) {
    int line = 1;
    for (int i = 0; i < position; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }
}
