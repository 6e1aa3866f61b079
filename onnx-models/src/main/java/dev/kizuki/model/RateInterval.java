package dev.kizuki.model;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A confidence interval of a rate: the exact two-sided interval of Clopper &amp; Pearson, "The use
 * of confidence or fiducial limits illustrated in the case of the binomial", 1934.
 *
 * @param rate the counted rate
 * @param low the lower end
 * @param high the upper end
 */
public record RateInterval(double rate, double low, double high) {
  private static final double CONFIDENCE = 0.95;

  /**
   * The 95 % interval for {@code count} of {@code trials}.
   *
   * @param count the number of counted events, 0 to {@code trials}
   * @param trials the number of trials, at least 1
   */
  public static RateInterval of(long count, long trials) {
    double tail = (1 - CONFIDENCE) / 2;
    double low =
        count == 0
            ? 0
            : BetaDistribution.of((double) count, trials - count + 1.0)
                .inverseCumulativeProbability(tail);
    double high =
        count == trials
            ? 1
            : BetaDistribution.of(count + 1.0, (double) (trials - count))
                .inverseCumulativeProbability(1 - tail);
    return new RateInterval((double) count / trials, low, high);
  }

  /**
   * The 95 % interval of the rate of a conformal threshold over the choice of the calibration
   * images: Vovk, "Conditional validity of inductive conformal predictors", 2012.
   *
   * @param above the rank of the threshold among the calibration distances, from the top
   * @param images the number of calibration images
   */
  public static RateInterval ofThreshold(int above, int images) {
    BetaDistribution rate = BetaDistribution.of(above, images + 1.0 - above);
    double tail = (1 - CONFIDENCE) / 2;
    return new RateInterval(
        (double) above / (images + 1),
        rate.inverseCumulativeProbability(tail),
        rate.inverseCumulativeProbability(1 - tail));
  }

  /** Returns whether the interval contains a promised rate. */
  public boolean contains(double promised) {
    return low <= promised && promised <= high;
  }
}
