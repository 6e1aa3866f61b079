package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.Fusion;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A normal distribution of the logarithms of the calibration distances. Its quantile is that of one
 * further image, so it counts that mean and deviation are estimated: {@code mean + t * deviation *
 * sqrt(1 + 1 / n)} with Student's t (Geisser, "Predictive Inference", 1993).
 *
 * @param mean the mean of the logarithms
 * @param deviation their standard deviation, above 0
 * @param images the number of distances
 */
record LogNormalTail(double mean, double deviation, int images) {
  /** The smallest number of calibration images. */
  static final int IMAGES_NEEDED = 3;

  /**
   * Fits the distribution.
   *
   * @throws IllegalArgumentException if there are fewer than {@value #IMAGES_NEEDED} distances
   */
  static LogNormalTail of(Calibration calibration) {
    float[] distances = calibration.distances();
    int n = distances.length;
    if (n < IMAGES_NEEDED) {
      throw new IllegalArgumentException(
          "a tail needs at least %d calibration images, there are %d".formatted(IMAGES_NEEDED, n));
    }
    double mean = 0;
    for (float distance : distances) {
      mean += log(distance) / n;
    }
    double squares = 0;
    for (float distance : distances) {
      squares += Math.pow(log(distance) - mean, 2);
    }
    return new LogNormalTail(mean, Math.sqrt(squares / (n - 1)), n);
  }

  /** The distance that the share {@code rate} of normal images exceeds. */
  double distance(double rate) {
    double t = -TDistribution.of(images - 1.0).inverseCumulativeProbability(rate);
    return Math.exp(mean + t * deviation * Math.sqrt(1 + 1.0 / images));
  }

  private static double log(double distance) {
    return Math.log(Math.max(Fusion.LEAST_DISTANCE, distance));
  }
}
