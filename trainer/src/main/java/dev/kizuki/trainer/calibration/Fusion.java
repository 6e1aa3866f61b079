package dev.kizuki.trainer.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fuses the Mahalanobis distances of several features to one. Each distance is standardised on
 * normal images, {@code z = (log d - m) / s}. The mean of the largest {@value #COUNTED} z is
 * brought back to the scale of a distance. A defect counts although some features do not see it,
 * and one feature alone does not decide. No weight is learned, so no feature is preferred by
 * chance. With one feature the result is its distance.
 *
 * @param standards the mean and deviation of the logarithms of each distance
 */
public record Fusion(List<Standard> standards) {
  /** The smallest distance whose logarithm is taken. */
  public static final double LEAST_DISTANCE = 1e-6;

  /** The number of features that count for an image. */
  private static final int COUNTED = 3;

  /** The smallest deviation of the logarithms, so that equal distances do no harm. */
  private static final double LEAST_DEVIATION = 1e-3;

  /**
   * The distribution of the logarithms of a distance over normal images.
   *
   * @param mean the mean
   * @param deviation the standard deviation, above 0
   */
  public record Standard(double mean, double deviation) {
    private static Standard of(double[] distances) {
      double mean = Arrays.stream(distances).map(Fusion::log).average().orElseThrow();
      double variance =
          Arrays.stream(distances).map(d -> Math.pow(log(d) - mean, 2)).average().orElseThrow();
      return new Standard(mean, Math.max(LEAST_DEVIATION, Math.sqrt(variance)));
    }
  }

  public Fusion {
    standards = List.copyOf(standards);
  }

  /**
   * Standardises on normal images.
   *
   * @param distances the distances of the same normal images for each feature, which the feature's
   *     Gaussians were not fitted to
   */
  public static Fusion of(List<double[]> distances) {
    List<Standard> standards = new ArrayList<>();
    distances.forEach(each -> standards.add(Standard.of(each)));
    return new Fusion(standards);
  }

  /** The number of features whose distances count for an image. */
  public int counted() {
    return Math.min(COUNTED, standards.size());
  }

  /** The scale of the fused distance: the mean of the standards. */
  public Standard scale() {
    return new Standard(
        standards.stream().mapToDouble(Standard::mean).average().orElseThrow(),
        standards.stream().mapToDouble(Standard::deviation).average().orElseThrow());
  }

  /** The fused distance of one image, from the distances of its features. */
  public double distance(double... parts) {
    double[] sorted =
        IntStream.range(0, parts.length)
            .mapToDouble(i -> (log(parts[i]) - standards.get(i).mean) / standards.get(i).deviation)
            .sorted()
            .toArray();
    double z =
        Arrays.stream(sorted, sorted.length - counted(), sorted.length).average().orElseThrow();
    Standard scale = scale();
    return Math.exp(scale.mean + scale.deviation * z);
  }

  private static double log(double distance) {
    return Math.log(Math.max(LEAST_DISTANCE, distance));
  }
}
