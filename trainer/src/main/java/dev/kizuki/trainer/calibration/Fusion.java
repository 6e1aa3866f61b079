package dev.kizuki.trainer.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fuses the Mahalanobis distances of several features to one. Each distance is standardised on
 * normal images, {@code z = (log d - m) / s}, and the mean of all z is brought back to the scale of
 * a distance. The result is a product of powers, {@code factor * d1^a1 * d2^a2 ...}. The weights
 * are fixed, so no feature is preferred by chance. With one feature the result is its distance.
 *
 * @param exponents the power of each distance
 * @param logFactor the logarithm of the factor
 */
public record Fusion(List<Double> exponents, double logFactor) {
  /** The smallest distance whose logarithm is taken. */
  public static final double LEAST_DISTANCE = 1e-6;

  /** The smallest deviation of the logarithms, so that equal distances do no harm. */
  private static final double LEAST_DEVIATION = 1e-3;

  public Fusion {
    exponents = List.copyOf(exponents);
  }

  /**
   * Standardises on normal images.
   *
   * @param distances for each feature, the distances of the same normal images, which the feature's
   *     Gaussians were not fitted to
   */
  public static Fusion of(List<double[]> distances) {
    int n = distances.size();
    double[] means = distances.stream().mapToDouble(Fusion::meanLog).toArray();
    double[] deviations =
        IntStream.range(0, n).mapToDouble(i -> deviation(distances.get(i), means[i])).toArray();
    double mean = Arrays.stream(means).sum() / n;
    double deviation = Arrays.stream(deviations).sum() / n;
    List<Double> exponents =
        Arrays.stream(deviations).mapToObj(each -> deviation / each / n).toList();
    double shift = IntStream.range(0, n).mapToDouble(i -> exponents.get(i) * means[i]).sum();
    return new Fusion(exponents, mean - shift);
  }

  /** The fused distance of one image, from the distances of its features. */
  public double distance(double... parts) {
    double log = logFactor;
    for (int i = 0; i < parts.length; i++) {
      log += exponents.get(i) * log(parts[i]);
    }
    return Math.exp(log);
  }

  private static double log(double distance) {
    return Math.log(Math.max(LEAST_DISTANCE, distance));
  }

  private static double meanLog(double[] distances) {
    return Arrays.stream(distances).map(Fusion::log).average().orElseThrow();
  }

  private static double deviation(double[] distances, double meanLog) {
    double variance =
        Arrays.stream(distances).map(d -> Math.pow(log(d) - meanLog, 2)).average().orElseThrow();
    return Math.max(LEAST_DEVIATION, Math.sqrt(variance));
  }
}
