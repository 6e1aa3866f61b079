package dev.kizuki.stream.history;

import dev.kizuki.stream.config.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Moments as people write them: {@code 2026-11-29T08:00:00Z}, {@code 2026-11-29T08:00+09:00},
 * {@code 2026-11-29T08:00} and {@code 2026-11-29} in the time zone of this machine, {@code now},
 * and a duration back from now, such as {@code 2h} or {@code 1d}.
 */
public final class Times {
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*");

  private Times() {}

  /**
   * Reads a moment.
   *
   * @param now the present moment
   * @param zone the time zone of a text without one
   * @throws IllegalArgumentException if the text is no moment; the message continues a sentence
   *     that begins with the name of the value
   */
  public static Instant parse(String text, Instant now, ZoneId zone) {
    String trimmed = text.strip();
    if (trimmed.equalsIgnoreCase("now")) {
      return now;
    }
    if (DATE.matcher(trimmed).matches()) {
      return date(trimmed.replaceFirst(" ", "T"), zone).orElseThrow(() -> noTime(text));
    }
    return back(trimmed, text, now);
  }

  private static Optional<Instant> date(String text, ZoneId zone) {
    List<Function<String, Instant>> forms =
        List.of(
            iso -> OffsetDateTime.parse(iso).toInstant(),
            iso -> LocalDateTime.parse(iso).atZone(zone).toInstant(),
            iso -> LocalDate.parse(iso).atStartOfDay(zone).toInstant());
    return forms.stream().flatMap(form -> tried(form, text).stream()).findFirst();
  }

  private static Optional<Instant> tried(Function<String, Instant> form, String text) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant back(String trimmed, String text, Instant now) {
    try {
      Duration duration = Durations.parse(trimmed);
      if (!duration.isNegative()) {
        return now.minus(duration);
      }
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw noTime(text);
    }
    throw noTime(text);
  }

  private static IllegalArgumentException noTime(String text) {
    return new IllegalArgumentException(
        "must be a time such as 2026-11-29T08:00:00Z, 2026-11-29T08:00 (local time), 2026-11-29 or"
            + " now, or a duration back from now such as 2h or 1d; was '%s'".formatted(text));
  }
}
