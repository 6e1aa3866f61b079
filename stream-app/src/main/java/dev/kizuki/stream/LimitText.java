package dev.kizuki.stream;

import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The limits of devices as lines for people. */
final class LimitText {
  private LimitText() {}

  /** One line. */
  static String line(DeviceLimit limit) {
    String state =
        switch (limit.state()) {
          case LEARNING -> "learning %d of %d".formatted(limit.images(), limit.burnIn());
          case WAITING -> "waits for a person";
          case CONFIRMED -> "confirmed by %s, threshold %s".formatted(limit.by(), threshold(limit));
        };
    String refused =
        limit.refused() == null || limit.state() == State.CONFIRMED
            ? ""
            : "; refused: " + limit.refused();
    return "%-30s %s%s".formatted(limit.device(), state, refused);
  }

  /** Several lines, with the most unusual images. */
  static List<String> lines(DeviceLimit limit) {
    List<String> lines = new ArrayList<>();
    lines.add(line(limit));
    lines.add("  line        " + limit.line());
    lines.add("  model       %s %s".formatted(limit.model().name(), limit.model().version()));
    lines.add(
        "  burn-in     %d of %d images, %s to %s"
            .formatted(limit.images(), limit.burnIn(), limit.from(), limit.to()));
    if (limit.threshold() != null) {
      lines.add(
          "  threshold   %s, false-alarm rate %s"
              .formatted(threshold(limit), limit.falseAlarmRate()));
    }
    for (DeviceLimit.Unusual unusual : limit.unusual()) {
      lines.add(
          "  unusual     %d-%d  %s  distance %s"
              .formatted(
                  unusual.image().partition(),
                  unusual.image().offset(),
                  unusual.at(),
                  number(unusual.distance())));
    }
    return lines;
  }

  private static String threshold(DeviceLimit limit) {
    return limit.threshold() == null ? "unknown" : number(limit.threshold());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
