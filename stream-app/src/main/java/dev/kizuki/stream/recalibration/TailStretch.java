package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the growth of the large distances with that of the small ones. Another light, lens or
 * batch changes all distances of a device. Defects among the images change only the large ones.
 */
final class TailStretch {
  /** The quantile that stands for the small distances. Three quarters of the images are larger. */
  private static final double SMALL = 0.25;

  /** The fewest images of a device that is compared with its own small distances. */
  private static final int FEWEST = 100;

  private TailStretch() {}

  /**
   * Returns the factor by which the threshold has grown in relation to the small distances. It is
   * the lower end of what chance allows (two standard deviations of the rank), so a small set is
   * not refused by chance.
   *
   * @param oldThreshold the threshold of the old calibration for the same rate
   * @param falseAlarmRate a rate that the set can promise
   */
  static double of(
      CalibrationSet set, Calibration old, double oldThreshold, double falseAlarmRate) {
    double smallOfAll = set.calibration().quantile(SMALL);
    List<Double> relative = new ArrayList<>();
    for (List<HistoryImage> images : set.byDevice().values()) {
      double small = images.size() < FEWEST ? smallOfAll : small(images);
      images.forEach(image -> relative.add(image.distance() / Math.max(small, Double.MIN_NORMAL)));
    }
    relative.sort(null);
    int allowed = set.calibration().allowed(falseAlarmRate);
    int rank = Math.min(relative.size(), allowed + (int) Math.ceil(2 * Math.sqrt(allowed)));
    double tail = relative.get(relative.size() - rank);
    double oldSmall = Math.max(old.quantile(SMALL), Double.MIN_NORMAL);
    return tail / (oldThreshold / oldSmall);
  }

  private static double small(List<HistoryImage> images) {
    float[] distances = new float[images.size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = images.get(i).distance();
    }
    return new Calibration(distances).quantile(SMALL);
  }
}
