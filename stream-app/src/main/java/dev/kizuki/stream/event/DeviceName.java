package dev.kizuki.stream.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.util.Optional;

/**
 * The limit for the length of a device's name. An event repeats the name several times, so a long
 * name could make a record larger than Kafka takes.
 */
public final class DeviceName {
  private DeviceName() {}

  /**
   * Returns why a name cannot be used; empty if it can.
   *
   * @param mostBytes the longest name, in bytes of UTF-8
   */
  public static Optional<Rejection> check(String name, int mostBytes) {
    if (name.length() <= mostBytes / 3 || bytes(name) <= mostBytes) {
      return Optional.empty();
    }
    return Optional.of(
        new Rejection(
            RejectionReason.DEVICE_NAME_TOO_LONG,
            "the device's name has %d bytes, the limit is %d (limits.maxDeviceNameBytes)"
                .formatted(bytes(name), mostBytes)));
  }

  /** Returns the beginning of a name that has at most this number of bytes in UTF-8. */
  public static String cut(String name, int mostBytes) {
    if (name.length() <= mostBytes / 3) {
      return name;
    }
    int bytes = 0;
    int end = 0;
    while (end < name.length()) {
      int codePoint = name.codePointAt(end);
      bytes += bytes(Character.toString(codePoint));
      if (bytes > mostBytes) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return name.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }
}
