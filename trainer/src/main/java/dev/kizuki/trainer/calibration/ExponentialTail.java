package dev.kizuki.trainer.calibration;

import dev.kizuki.model.Calibration;

/**
 * An exponential distribution of the upper fourth of the calibration distances. It is the
 * generalised Pareto distribution with shape 0, whose only parameter can be estimated from ten
 * distances.
 *
 * <p>Its quantile is that of one further image, which counts that the mean is estimated too: with
 * {@code k} distances above the start, the share {@code (1 + x / (k * mean))^-k} of further ones
 * exceeds the start by {@code x} (Geisser, "Predictive Inference", 1993).
 *
 * @param start the distance at which the tail begins
 * @param share the share of the normal images above the start
 * @param mean the mean excess over the start, 0 or greater
 * @param count the number of distances above the start
 */
public record ExponentialTail(double start, double share, double mean, int count) {
  /** The share of the distances that the tail is fitted to. */
  private static final double SHARE = 0.25;

  /** The smallest number of distances that the tail is fitted to. */
  private static final int FEWEST = 10;

  /** The smallest number of calibration images for a tail. */
  public static final int IMAGES_NEEDED = 20;

  /**
   * Fits the tail of the calibration distances.
   *
   * @throws IllegalArgumentException if there are fewer than {@value #IMAGES_NEEDED}
   */
  public static ExponentialTail of(Calibration calibration) {
    float[] distances = calibration.distances();
    int n = distances.length;
    if (n < IMAGES_NEEDED) {
      throw new IllegalArgumentException(
          "a tail needs at least %d calibration images, there are %d".formatted(IMAGES_NEEDED, n));
    }
    int count = Math.max(FEWEST, (int) (SHARE * n));
    double start = distances[n - count - 1];
    double mean = 0;
    for (int i = n - count; i < n; i++) {
      mean += (distances[i] - start) / count;
    }
    return new ExponentialTail(start, (count + 1.0) / (n + 1), mean, count);
  }

  /** The distance that the share {@code rate} of normal images exceeds. */
  public double distance(double rate) {
    return start + count * mean * (Math.pow(rate / share, -1.0 / count) - 1);
  }
}
