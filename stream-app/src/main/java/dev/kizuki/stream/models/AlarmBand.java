package dev.kizuki.stream.models;

/**
 * Decides whether a new model raises too many alarms. Its alarm rate may be {@value #MARGIN} times
 * the largest of: the promised rate, the rate of the model before it, and the rate that it had
 * itself when it served before. A model that raises few alarms or none does not leave the band: an
 * exact promise, or a better calibration, looks like this.
 *
 * <p>The test is sequential, so it may be asked at any time and any number of times. For rates q
 * above the limit r it takes the likelihood ratio of q against r for the alarms so far. Its mean is
 * at most 1 under every rate up to r, also averaged over several q. By Ville's inequality (1939)
 * the average reaches {@value #EVIDENCE} with a probability of at most 1 / {@value #EVIDENCE}, if
 * images are independent. Robbins (1970), "Statistical Methods Related to the Law of the Iterated
 * Logarithm", describes tests of this kind.
 *
 * @param limit the largest alarm rate that is right
 */
record AlarmBand(double limit) {
  static final int MARGIN = 2;
  static final int EVIDENCE = 1000;

  /** One faulty part on one device gives several alarms at once. Fewer alarms decide nothing. */
  static final int FEWEST_ALARMS = 10;

  /** The fewest images that tell the rate of an earlier model well enough. */
  private static final int FEWEST_IMAGES = 100;

  /** No rate above this can be told from 1. */
  private static final double HIGHEST_LIMIT = 0.9;

  /**
   * @param promised the promised false-alarm rate of the new model
   * @param before what the model before it scored
   * @param earlier what the new model scored when it served before
   */
  static AlarmBand of(double promised, AlarmCounts before, AlarmCounts earlier) {
    return new AlarmBand(MARGIN * Math.max(promised, Math.max(rate(before), rate(earlier))));
  }

  /** One alarm more than there were, so that a rate is never zero. */
  private static double rate(AlarmCounts counts) {
    return counts.images() < FEWEST_IMAGES ? 0 : (counts.alarms() + 1.0) / (counts.images() + 1.0);
  }

  /** Returns whether the alarms of the new model are too many. */
  boolean isExceededBy(AlarmCounts counts) {
    return limit < HIGHEST_LIMIT
        && counts.alarms() >= FEWEST_ALARMS
        && evidence(counts) >= EVIDENCE;
  }

  /** The average likelihood ratio of the rates 2 r, 4 r, ... and the middle of r and 1. */
  private double evidence(AlarmCounts counts) {
    double sum = ratio((1 + limit) / 2, counts);
    int rates = 1;
    for (double rate = 2 * limit; rate < 1; rate *= 2) {
      sum += ratio(rate, counts);
      rates++;
    }
    return sum / rates;
  }

  private double ratio(double rate, AlarmCounts counts) {
    double normal = (double) counts.images() - counts.alarms();
    return Math.exp(
        counts.alarms() * Math.log(rate / limit)
            + normal * (Math.log1p(-rate) - Math.log1p(-limit)));
  }
}
