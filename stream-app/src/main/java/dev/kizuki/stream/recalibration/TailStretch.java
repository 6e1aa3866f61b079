package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Compares the tail of the distances with their lower half. Another light, lens or batch changes
 * all distances of a device, and a plant with more variety scatters more in both directions.
 * Defects among the images lengthen the upper tail alone.
 *
 * <p>The length of a tail is taken on logarithms, in relation to the normal distribution that has
 * the lower half of the distances. A log-normal distribution has the length 1.
 */
final class TailStretch {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** The fewest images of a set. Among fewer images chance decides about the tail. */
  private static final int FEWEST_OF_SET = 1000;

  private static final double LOWER = 0.25;
  private static final double LOWER_DEVIATIONS = -NORMAL.inverseCumulativeProbability(LOWER);

  /**
   * The standard deviation of the scatter that two quantiles of a normal distribution give, as a
   * share of it, times the root of the number of images.
   */
  private static final double DEVIATION_OF_SCATTER = 1.79;

  /** The fewest images of a device that is compared with its own median. */
  private static final int FEWEST = 100;

  private TailStretch() {}

  /**
   * Returns the length of the tail of a set in relation to that of the old calibration, or to a
   * log-normal one if that is longer. It is the lower end of what chance allows: two standard
   * deviations of the rank and of the scatter of the lower half. So a small set is not refused by
   * chance.
   *
   * @param falseAlarmRate a rate that the set can promise
   * @return 0 if the set is too small to tell
   */
  static double of(CalibrationSet set, Calibration old, double falseAlarmRate) {
    if (set.images().size() < FEWEST_OF_SET) {
      return 0;
    }
    double medianOfAll = set.calibration().quantile(0.5);
    List<Double> logarithms = new ArrayList<>();
    for (List<HistoryImage> images : set.byDevice().values()) {
      double median = images.size() < FEWEST ? medianOfAll : median(images);
      images.forEach(image -> logarithms.add(logarithm(image.distance(), median)));
    }
    double longest = 1 + 2 * DEVIATION_OF_SCATTER / Math.sqrt(set.images().size());
    return length(logarithms, falseAlarmRate)
        / Math.max(1, length(logarithms(old), falseAlarmRate))
        / longest;
  }

  private static double median(List<HistoryImage> images) {
    float[] distances = new float[images.size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = images.get(i).distance();
    }
    return new Calibration(distances).quantile(0.5);
  }

  private static List<Double> logarithms(Calibration calibration) {
    double median = calibration.quantile(0.5);
    List<Double> logarithms = new ArrayList<>();
    for (float distance : calibration.distances()) {
      logarithms.add(logarithm(distance, median));
    }
    return logarithms;
  }

  private static double logarithm(double distance, double median) {
    return Math.log(Math.max(distance, Float.MIN_NORMAL) / Math.max(median, Float.MIN_NORMAL));
  }

  /** The length of the upper tail; 0 if the lower half does not scatter. */
  private static double length(List<Double> logarithms, double falseAlarmRate) {
    List<Double> sorted = logarithms.stream().sorted().toList();
    int n = sorted.size();
    double deviation = -sorted.get((int) (LOWER * (n - 1))) / LOWER_DEVIATIONS;
    double allowed = Math.max(1, Math.floor(falseAlarmRate * (n + 1) + 1e-9));
    int rank = (int) Math.min(n / 2.0, allowed + Math.ceil(2 * Math.sqrt(allowed)));
    double expected = NORMAL.inverseCumulativeProbability(1 - rank / (n + 1.0));
    return deviation > 0 && expected > 0 ? sorted.get(n - rank) / (deviation * expected) : 0;
  }
}
