package dev.kizuki.trainer.evaluation;

import java.util.List;

/**
 * Latents projected to the plane, and a Gaussian fitted to normal latents there.
 *
 * @param name the name of the method
 * @param normal (n, 2)
 * @param anomalous (n, 2)
 * @param gaussian fitted to projected normal latents
 */
public record Projection(
    String name, List<double[]> normal, List<double[]> anomalous, PlaneGaussian gaussian) {
  public Projection {
    normal = List.copyOf(normal);
    anomalous = List.copyOf(anomalous);
  }

  /**
   * Projects to the two directions in which the fitted latents vary most.
   *
   * @param fitted latents of normal images that are not among {@code normal}
   * @param normal latents to project
   * @param anomalous latents to project
   * @throws IllegalArgumentException if the latents have fewer than two dimensions
   */
  public static Projection pca(
      List<double[]> fitted, List<double[]> normal, List<double[]> anomalous) {
    return Pca.project(fitted, normal, anomalous);
  }

  /**
   * Places all latents together with t-SNE, the anomalous ones too. The article does this. It
   * cannot be used as a detector, because t-SNE cannot place a new image.
   *
   * @param normal latents to place; the Gaussian is fitted to their places
   * @param anomalous latents to place
   * @param seed the seed of the initial places
   */
  public static Projection tsne(List<double[]> normal, List<double[]> anomalous, long seed) {
    return Tsne.project(normal, anomalous, seed);
  }

  /** Measures how well the distance in the plane separates anomalous from normal latents. */
  public Detection detection() {
    return new Detection(
        normal.stream().mapToDouble(gaussian::distance).toArray(),
        anomalous.stream().mapToDouble(gaussian::distance).toArray());
  }
}
