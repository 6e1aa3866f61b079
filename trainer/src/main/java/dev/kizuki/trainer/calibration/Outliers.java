package dev.kizuki.trainer.calibration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds normal images that are unlike the other normal images. They raise the threshold, so that
 * defects are missed. Often they show a defect, or lie in another way.
 */
public final class Outliers {
  /**
   * The least difference of an outlier's logarithm from the median, in standard deviations. These
   * are estimated by the median absolute difference.
   */
  private static final double LEAST_DEVIATIONS = 6;

  /** The standard deviation of a normal distribution whose median absolute difference is 1. */
  private static final double DEVIATION_OF_MEDIAN = 1.4826;

  private Outliers() {}

  /**
   * Returns the positions of the outliers, the largest distance first.
   *
   * @param distances the distance of each normal image
   */
  public static List<Integer> of(double[] distances) {
    double[] logs =
        Arrays.stream(distances).map(d -> Math.log(Math.max(Fusion.LEAST_DISTANCE, d))).toArray();
    double median = median(logs);
    double spread =
        DEVIATION_OF_MEDIAN * median(Arrays.stream(logs).map(l -> Math.abs(l - median)).toArray());
    return IntStream.range(0, logs.length)
        .filter(i -> logs[i] - median > LEAST_DEVIATIONS * spread)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -distances[i]))
        .toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
