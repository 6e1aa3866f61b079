package dev.kizuki.stream.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time of capture that a device sent. It is ISO 8601 with an offset ({@code Z}, {@code +01:00},
 * {@code +0100} or {@code +01}), ISO 8601 without an offset, or the seconds or milliseconds since
 * 1970, also with a fraction. A number below 10<sup>11</sup> counts as seconds.
 *
 * @param instant the time; null if it is not usable
 * @param flaw what is wrong with the text; null if nothing is
 */
public record CaptureTime(@Nullable Instant instant, @Nullable Flaw flaw) {
  /** A fault of a time of capture. */
  public enum Flaw {
    /** The text has no time zone; it is taken as UTC. */
    WITHOUT_ZONE,
    /** The text is no time; it is ignored. */
    UNREADABLE,
    /** The time is before 1970, or more than a day after the arrival; it is ignored. */
    OUT_OF_RANGE;

    /** The word in metrics, for example {@code without-zone}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final int MOST_CHARACTERS = 64;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]{1,3})?");
  private static final BigDecimal FIRST_MILLISECONDS = new BigDecimal("1e11");
  private static final BigDecimal LAST_SECOND = new BigDecimal(Instant.MAX.getEpochSecond());
  private static final BigDecimal THOUSAND = new BigDecimal(1000);
  private static final Duration AHEAD = Duration.ofDays(1);

  /** ISO 8601 with a space or a T, and a comma or a point before the fraction. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .appendPattern("HH:mm")
          .optionalStart()
          .appendPattern(":ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /**
   * Reads a time of capture.
   *
   * @param arrived the arrival of the image; a time of more than a day later is not believed
   */
  public static CaptureTime read(String text, Instant arrived) {
    String stripped = text.strip();
    if (stripped.length() > MOST_CHARACTERS) {
      return new CaptureTime(null, Flaw.UNREADABLE);
    }
    CaptureTime time = NUMBER.matcher(stripped).matches() ? number(stripped) : iso(stripped);
    if (time.instant != null
        && (time.instant.isBefore(Instant.EPOCH) || time.instant.isAfter(arrived.plus(AHEAD)))) {
      return new CaptureTime(null, Flaw.OUT_OF_RANGE);
    }
    return time;
  }

  /** The time, if it is usable. */
  public Optional<Instant> usable() {
    return Optional.ofNullable(instant);
  }

  private static CaptureTime number(String text) {
    BigDecimal number = new BigDecimal(text);
    BigDecimal seconds =
        number.compareTo(FIRST_MILLISECONDS) < 0 ? number : number.divide(THOUSAND);
    if (seconds.signum() < 0 || seconds.compareTo(LAST_SECOND) > 0) {
      return new CaptureTime(null, Flaw.OUT_OF_RANGE);
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos = seconds.subtract(whole).movePointRight(9).longValue();
    return new CaptureTime(Instant.ofEpochSecond(whole.longValueExact(), nanos), null);
  }

  private static CaptureTime iso(String text) {
    try {
      // also knows years of more than four digits and leap seconds
      return new CaptureTime(Instant.parse(text), null);
    } catch (DateTimeException e) {
      return otherIso(text);
    }
  }

  private static CaptureTime otherIso(String text) {
    // 2026-01-02 03:04:05,678 +01:00
    String usual =
        text.replaceFirst("(?<=\\d) +(?=\\d)", "T")
            .replaceFirst(" +(?=[+Zz-])", "")
            .replace(',', '.');
    try {
      TemporalAccessor parsed = ISO.parseBest(usual, OffsetDateTime::from, LocalDateTime::from);
      return parsed instanceof OffsetDateTime time
          ? new CaptureTime(time.toInstant(), null)
          : new CaptureTime(((LocalDateTime) parsed).toInstant(ZoneOffset.UTC), Flaw.WITHOUT_ZONE);
    } catch (DateTimeException e) {
      return new CaptureTime(null, Flaw.UNREADABLE);
    }
  }
}
