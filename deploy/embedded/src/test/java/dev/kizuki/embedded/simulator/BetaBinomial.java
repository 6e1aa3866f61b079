package dev.kizuki.embedded.simulator;

/**
 * The number of false alarms among new images under a conformal threshold. The rate of such a
 * threshold has a Beta distribution over the choice of the calibration images (Vovk, "Conditional
 * validity of inductive conformal predictors", 2012), and the number of false alarms is binomial
 * for each rate.
 */
final class BetaBinomial {
  private final double[] probabilities;

  /**
   * @param rank the rank of the threshold among the calibration distances, from the top
   * @param calibration the number of calibration images
   * @param images the number of new images
   */
  BetaBinomial(int rank, int calibration, int images) {
    double b = calibration + 1.0 - rank;
    double log = 0;
    for (int i = 0; i < images; i++) {
      log += Math.log((b + i) / (rank + b + i));
    }
    probabilities = new double[images + 1];
    for (int x = 0; x <= images; x++) {
      probabilities[x] = Math.exp(log);
      double more = (images - x) * (rank + (double) x);
      log += Math.log(more / ((x + 1) * (b + images - x - 1)));
    }
  }

  double probability(int count) {
    return probabilities[count];
  }

  /** The least count whose cumulative probability is at least {@code q}. */
  int quantile(double q) {
    double sum = 0;
    for (int x = 0; x < probabilities.length; x++) {
      sum += probabilities[x];
      if (sum >= q) {
        return x;
      }
    }
    return probabilities.length - 1;
  }
}
