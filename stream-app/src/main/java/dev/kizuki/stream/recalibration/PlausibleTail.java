package dev.kizuki.stream.recalibration;

import java.util.Arrays;

/**
 * The largest distance that is plausible among a number of normal images. The upper quarter of the
 * logarithms of the distances is taken for exponential, and its slope comes from two quantiles. So
 * up to a tenth of the distances may be wrong without a large effect.
 *
 * @param start the logarithm of the distance that a quarter of the images exceeds
 * @param slope the mean of the excess over the start
 * @param images the number of images
 */
record PlausibleTail(double start, double slope, int images) {
  /** The fewest images for a tail. */
  static final int FEWEST = 100;

  /** The expected number of normal images beyond the limit. */
  private static final double EXPECTED = 0.01;

  private static final double START = 0.25;
  private static final double UPPER = 0.1;

  /**
   * @param distances the distances of at least {@value #FEWEST} images, in any order
   */
  static PlausibleTail of(float[] distances) {
    float[] sorted = distances.clone();
    Arrays.sort(sorted);
    double start = logAt(sorted, START);
    double slope = (logAt(sorted, UPPER) - start) / Math.log(START / UPPER);
    return new PlausibleTail(start, slope, sorted.length);
  }

  private static double logAt(float[] sorted, double share) {
    int index = Math.min(sorted.length - 1, (int) ((1 - share) * sorted.length));
    return Math.log(Math.max(sorted[index], Float.MIN_NORMAL));
  }

  /** The largest plausible distance; infinite if too many distances are the same. */
  double limit() {
    return slope > 0
        ? Math.exp(start + slope * Math.log(START * images / EXPECTED))
        : Double.POSITIVE_INFINITY;
  }
}
