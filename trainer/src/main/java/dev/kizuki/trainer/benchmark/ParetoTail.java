package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import java.util.Arrays;

/**
 * A generalised Pareto distribution of the calibration distances above a high quantile (Pickands
 * 1975; Balkema &amp; de Haan 1974). It is fitted by probability-weighted moments: Hosking &amp;
 * Wallis, "Parameter and quantile estimation for the generalized Pareto distribution", 1987.
 *
 * @param start the distance at which the tail begins
 * @param share the share of the normal images above the start
 * @param scale the scale of the distribution, above 0
 * @param shape the shape of the distribution; above 0 the tail is heavy, below 0 it has an end
 */
record ParetoTail(double start, double share, double scale, double shape) {
  /** The share of the distances that the tail is fitted to. */
  private static final double SHARE = 0.1;

  /** The smallest number of distances that a tail can be fitted to. */
  private static final int FEWEST = 10;

  /** The smallest number of calibration images for a tail. */
  static final int IMAGES_NEEDED = 20;

  /**
   * Fits the tail of the calibration distances.
   *
   * @throws IllegalArgumentException if there are fewer than {@value #IMAGES_NEEDED}
   */
  static ParetoTail of(Calibration calibration) {
    float[] distances = calibration.distances();
    if (distances.length < IMAGES_NEEDED) {
      throw new IllegalArgumentException(
          "a tail needs at least %d calibration images, there are %d"
              .formatted(IMAGES_NEEDED, distances.length));
    }
    int count = Math.max(FEWEST, (int) (SHARE * distances.length));
    float[] tail = Arrays.copyOfRange(distances, distances.length - count, distances.length);
    double start = distances[distances.length - count - 1];
    double mean = 0;
    double weighted = 0;
    for (int i = 0; i < count; i++) {
      double excess = tail[i] - start;
      mean += excess / count;
      weighted += (1 - (i + 0.65) / count) * excess / count;
    }
    double share = (count + 1.0) / (distances.length + 1);
    double denominator = mean - 2 * weighted;
    if (!(denominator > 0)) {
      return new ParetoTail(start, share, Math.max(mean, Float.MIN_NORMAL), 0);
    }
    return new ParetoTail(start, share, 2 * mean * weighted / denominator, 2 - mean / denominator);
  }

  /** The distance that the share {@code rate} of normal images exceeds. */
  double distance(double rate) {
    double beyond = rate / share;
    return Math.abs(shape) < 1e-6
        ? start - scale * Math.log(beyond)
        : start + scale / shape * (Math.pow(beyond, -shape) - 1);
  }
}
