package dev.kizuki.trainer.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The variance of each dimension of the latent over images. A dimension with almost no variance is
 * not used by the network.
 */
public final class LatentVariances {
  /**
   * A dimension is active if the variance of mu is above this value: Burda, Grosse &amp;
   * Salakhutdinov, 2016.
   */
  public static final double ACTIVE = 0.01;

  private LatentVariances() {}

  /** The variance of each dimension, the largest first. */
  public static double[] of(List<double[]> latents) {
    return IntStream.range(0, latents.get(0).length)
        .mapToObj(j -> variance(latents, j))
        .sorted(Comparator.reverseOrder())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** The number of active dimensions. */
  public static int active(List<double[]> latents) {
    return (int) Arrays.stream(of(latents)).filter(v -> v > ACTIVE).count();
  }

  private static double variance(List<double[]> latents, int dimension) {
    double mean = latents.stream().mapToDouble(z -> z[dimension]).average().orElseThrow();
    return latents.stream()
        .mapToDouble(z -> Math.pow(z[dimension] - mean, 2))
        .average()
        .orElseThrow();
  }
}
