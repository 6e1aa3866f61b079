package dev.kizuki.stream.config;

import java.time.Duration;
import java.util.List;

/** Checks of the values of a configuration. Each throws a {@link ConfigurationException}. */
final class Checks {
  private Checks() {}

  /** MQTT counts in whole seconds; a value is between one second and a limit of MQTT. */
  static void requireWholeSeconds(String key, Duration duration, Duration most) {
    requireBetween(key, duration, Duration.ofSeconds(1), most);
    require(
        duration.toNanosPart() == 0,
        "%s must be whole seconds, was %s".formatted(key, Durations.text(duration)));
  }

  static void requireZeroOr(String key, Duration duration, Duration least, Duration most) {
    require(
        duration.isZero() || (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0),
        "%s must be 0s (off), or between %s and %s; was %s"
            .formatted(key, Durations.text(least), Durations.text(most), Durations.text(duration)));
  }

  static void requireBetween(String key, Duration duration, Duration least, Duration most) {
    require(
        duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0,
        "%s must be between %s and %s, was %s"
            .formatted(key, Durations.text(least), Durations.text(most), Durations.text(duration)));
  }

  /**
   * @param message begins with the key
   */
  static void require(boolean condition, String message) {
    requireTogether(condition, message, message.split(" ", 2)[0]);
  }

  /**
   * @param keys the keys that do not fit together
   */
  static void requireTogether(boolean condition, String message, String... keys) {
    if (!condition) {
      throw new ConfigurationException(message, List.of(keys));
    }
  }
}
