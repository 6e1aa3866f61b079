package dev.kizuki.stream;

import dev.kizuki.stream.history.Times;
import java.time.Instant;
import java.time.ZoneId;

/** Reads the moments that options name. */
final class TimeOptions {
  private TimeOptions() {}

  /**
   * Reads a moment in local time.
   *
   * @param option the name of the option, for the message
   * @throws IllegalArgumentException if the text is no moment
   */
  static Instant read(String option, String text, Instant now) {
    try {
      return Times.parse(text, now, ZoneId.systemDefault());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }
}
