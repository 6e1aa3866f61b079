package dev.kizuki.trainer.evaluation;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The rates that a count does not rule out: the exact two-sided interval of Clopper &amp; Pearson,
 * "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934.
 *
 * @param rate as counted
 * @param low of the interval
 * @param high of the interval
 */
public record RateInterval(double rate, double low, double high) {
  private static final double CONFIDENCE = 0.95;

  /** The interval at 95 % for {@code count} of {@code trials}. */
  public static RateInterval of(int count, int trials) {
    double tail = (1 - CONFIDENCE) / 2;
    double low =
        count == 0
            ? 0
            : BetaDistribution.of(count, trials - count + 1.0).inverseCumulativeProbability(tail);
    double high =
        count == trials
            ? 1
            : BetaDistribution.of(count + 1.0, trials - count)
                .inverseCumulativeProbability(1 - tail);
    return new RateInterval((double) count / trials, low, high);
  }

  /** Whether a promised rate is among them. */
  public boolean contains(double promised) {
    return low <= promised && promised <= high;
  }
}
