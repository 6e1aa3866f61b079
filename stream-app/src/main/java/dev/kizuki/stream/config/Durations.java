package dev.kizuki.stream.config;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 2 days}, {@code
 * 500ms}. ISO 8601 ({@code PT30S}) is read as well.
 */
public final class Durations {
  private static final Map<String, Duration> UNITS = units();
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,18}(\\.[0-9]{1,9})?");
  private static final Pattern PART =
      Pattern.compile("\\s*([0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]+)\\s*");
  private static final Pattern ISO_8601 = Pattern.compile("[+-]?[Pp].*");

  private Durations() {}

  private static Map<String, Duration> units() {
    Map<String, Duration> units = new HashMap<>();
    add(units, Duration.ofMillis(1), "ms milli millis millisecond milliseconds");
    add(units, Duration.ofSeconds(1), "s sec secs second seconds");
    add(units, Duration.ofMinutes(1), "m min mins minute minutes");
    add(units, Duration.ofHours(1), "h hr hrs hour hours");
    add(units, Duration.ofDays(1), "d day days");
    add(units, Duration.ofDays(7), "w week weeks");
    return Map.copyOf(units);
  }

  private static void add(Map<String, Duration> units, Duration length, String names) {
    for (String name : names.split(" ", -1)) {
      units.put(name, length);
    }
  }

  /**
   * Reads a duration.
   *
   * @param text numbers with units, from the largest unit to the smallest; or ISO 8601; or 0
   * @throws IllegalArgumentException if the text is no duration; the message continues a sentence
   *     that begins with the name of the value, as in "must be a duration such as 30s"
   */
  public static Duration parse(String text) {
    String trimmed = text.strip();
    if (ISO_8601.matcher(trimmed).matches()) {
      return iso(trimmed, text);
    }
    if (NUMBER.matcher(trimmed).matches()) {
      return withoutUnit(trimmed);
    }
    boolean negative = trimmed.startsWith("-");
    Duration length = sum(negative ? trimmed.substring(1) : trimmed, text);
    return negative ? length.negated() : length;
  }

  private static Duration iso(String trimmed, String text) {
    try {
      return Duration.parse(trimmed);
    } catch (DateTimeException e) {
      throw noDuration(text);
    }
  }

  /** Zero needs no unit. Any other number without a unit could mean seconds or milliseconds. */
  private static Duration withoutUnit(String number) {
    if (new BigDecimal(number).signum() == 0) {
      return Duration.ZERO;
    }
    throw new IllegalArgumentException(
        "needs a unit, as in %ss for seconds or %sm for minutes; was '%s'"
            .formatted(number, number, number));
  }

  private static Duration sum(String parts, String text) {
    Duration sum = Duration.ZERO;
    Duration smallest = null;
    Matcher matcher = PART.matcher(parts);
    int end = 0;
    while (end < parts.length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw noDuration(text);
      }
      Duration unit = unit(matcher.group(2), text);
      if (smallest != null && unit.compareTo(smallest) >= 0) {
        throw noDuration(text);
      }
      sum = plus(sum, times(unit, new BigDecimal(matcher.group(1)), text), text);
      smallest = unit;
      end = matcher.end();
    }
    if (smallest == null) {
      throw noDuration(text);
    }
    return sum;
  }

  private static Duration unit(String name, String text) {
    Duration unit = UNITS.get(name.toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw new IllegalArgumentException(
          "has the unknown unit '%s': use d, h, m, s or ms; was '%s'".formatted(name, text));
    }
    return unit;
  }

  private static Duration times(Duration unit, BigDecimal number, String text) {
    BigDecimal nanos = number.multiply(BigDecimal.valueOf(unit.toNanos()));
    BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
    try {
      return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValue());
    } catch (ArithmeticException e) {
      throw tooLong(text);
    }
  }

  private static Duration plus(Duration a, Duration b, String text) {
    try {
      return a.plus(b);
    } catch (ArithmeticException e) {
      throw tooLong(text);
    }
  }

  private static IllegalArgumentException noDuration(String text) {
    return new IllegalArgumentException(
        "must be a duration such as 30s, 5m, 1h30m, 7d or 500ms, was '%s'".formatted(text));
  }

  private static IllegalArgumentException tooLong(String text) {
    return new IllegalArgumentException("is too long a duration, was '%s'".formatted(text));
  }

  /** Writes a duration as people write it, as in {@code 1h30m}; {@link #parse} reads it again. */
  public static String text(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.isNegative()) {
      return "-" + text(duration.negated());
    }
    List<String> parts = new ArrayList<>();
    addPart(parts, duration.toDays(), "d");
    addPart(parts, duration.toHoursPart(), "h");
    addPart(parts, duration.toMinutesPart(), "m");
    int nanos = duration.toNanosPart();
    if (nanos % 1_000_000 == 0) {
      addPart(parts, duration.toSecondsPart(), "s");
      addPart(parts, nanos / 1_000_000, "ms");
    } else {
      BigDecimal seconds =
          BigDecimal.valueOf(nanos, 9).add(BigDecimal.valueOf(duration.toSecondsPart()));
      parts.add(seconds.stripTrailingZeros().toPlainString() + "s");
    }
    return String.join("", parts);
  }

  private static void addPart(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(count + unit);
    }
  }
}
