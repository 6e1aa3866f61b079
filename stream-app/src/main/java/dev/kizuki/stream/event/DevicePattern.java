package dev.kizuki.stream.event;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of device names: {@code *} stands for any text, {@code ?} for one character, and every
 * other character for itself. The whole name must match.
 */
public final class DevicePattern {
  private final Pattern regex;

  private DevicePattern(Pattern regex) {
    this.regex = regex;
  }

  /**
   * @param glob the pattern; null matches every device
   */
  public static DevicePattern of(@Nullable String glob) {
    String regex =
        Pattern.quote(glob == null ? "*" : glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return new DevicePattern(Pattern.compile(regex, Pattern.DOTALL));
  }

  /** Returns whether a device matches. */
  public boolean matches(String device) {
    return regex.matcher(device).matches();
  }
}
