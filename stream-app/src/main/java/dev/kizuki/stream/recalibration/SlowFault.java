package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds devices whose distances rise or fall within a calibration set. Such images are not
 * exchangeable with later ones: the lamp fades, the lens gets dirty, a tool wears.
 *
 * <p>Each device is tested by itself. The p-values are corrected for the number of devices (Holm
 * 1979), so that a set without a trend is refused in at most one of a thousand cases. A trend also
 * has to be large enough to matter, because among thousands of images even a harmless one is
 * certain.
 */
final class SlowFault {
  /** The probability that any of the devices is named although there is no trend. */
  private static final double LEVEL = 0.001;

  /** A tau of 0.1 is a shift by half of a standard deviation from the first to the last image. */
  private static final double SMALLEST_TAU = 0.1;

  /** The fewest images of a device for the test. */
  private static final int FEWEST = 30;

  private static final int SHOWN = 5;

  private record Tested(String device, int images, double tau, double pValue) {}

  private SlowFault() {}

  /** Returns one objection that names all devices with a trend; empty if there is none. */
  static List<Objection> in(CalibrationSet set) {
    List<Tested> tested = new ArrayList<>();
    for (Map.Entry<String, List<HistoryImage>> each : set.byDevice().entrySet()) {
      if (each.getValue().size() >= FEWEST) {
        tested.add(test(each.getKey(), each.getValue()));
      }
    }
    List<Tested> found = significant(tested);
    if (found.isEmpty()) {
      return List.of();
    }
    List<String> texts = found.stream().limit(SHOWN).map(SlowFault::describe).toList();
    return List.of(
        new Objection(
            Objection.Kind.SLOW_FAULT,
            "%d devices change slowly: %s%s: look for dirt, light and focus, or take only the time"
                    .formatted(
                        found.size(), String.join(", ", texts), found.size() > SHOWN ? ", ..." : "")
                + " after the change"));
  }

  private static Tested test(String device, List<HistoryImage> images) {
    float[] distances = new float[images.size()];
    float[] backwards = new float[images.size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = images.get(i).distance();
      backwards[distances.length - 1 - i] = distances[i];
    }
    Trend rise = Trend.of(distances);
    Trend fall = Trend.of(backwards);
    return new Tested(
        device,
        distances.length,
        rise.tau(),
        Math.min(1, 2 * Math.min(rise.pValue(), fall.pValue())));
  }

  /** The step-down procedure of Holm, and the smallest trend that matters. */
  private static List<Tested> significant(List<Tested> tested) {
    List<Tested> ordered = new ArrayList<>(tested);
    ordered.sort((a, b) -> Double.compare(a.pValue(), b.pValue()));
    int certain = 0;
    while (certain < ordered.size()
        && ordered.get(certain).pValue() <= LEVEL / (ordered.size() - certain)) {
      certain++;
    }
    return ordered.subList(0, certain).stream()
        .filter(each -> Math.abs(each.tau()) >= SMALLEST_TAU)
        .toList();
  }

  private static String describe(Tested tested) {
    return "the distances of %s %s (%d images, Kendall's tau %.2f, p %.1g)"
        .formatted(
            tested.device(),
            tested.tau() > 0 ? "rise" : "fall",
            tested.images(),
            tested.tau(),
            tested.pValue());
  }
}
