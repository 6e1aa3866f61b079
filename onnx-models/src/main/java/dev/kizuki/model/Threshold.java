package dev.kizuki.model;

/**
 * The distance above which an image is anomalous.
 *
 * @param distance the largest distance that is still normal
 * @param falseAlarmRate the share of normal images that may exceed it, in (0, 1)
 * @param rule the method that derives the distance from the rate
 */
public record Threshold(double distance, double falseAlarmRate, Rule rule) {
  /** Stands for an unlimited score: a threshold may be 0. */
  private static final double LARGEST_SCORE = 1e6;

  /** The method that finds a threshold. */
  public enum Rule {
    /** An order statistic of the calibration distances. Its rate holds for any distribution. */
    CONFORMAL,
    /**
     * A quantile of a tail that was fitted to the largest calibration distances. Its rate is an
     * assumption, not a guarantee.
     */
    EXTRAPOLATED
  }

  public Threshold {
    requireRate(falseAlarmRate);
    if (!(distance >= 0) || Double.isInfinite(distance)) {
      throw new IllegalArgumentException("distance must be finite and >= 0, was " + distance);
    }
  }

  static void requireRate(double falseAlarmRate) {
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new IllegalArgumentException(
          "the false-alarm rate must be between 0 and 1, was " + falseAlarmRate);
    }
  }

  /** Returns whether an image with this distance is anomalous. */
  public boolean isExceededBy(double distance) {
    return distance > this.distance;
  }

  /**
   * Returns a distance in score units: distance / threshold, at most {@value #LARGEST_SCORE}. It is
   * finite for any threshold.
   */
  public double relative(double distance) {
    return distance == 0 ? 0 : Math.min(LARGEST_SCORE, distance / this.distance);
  }
}
