package dev.kizuki.trainer.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import smile.manifold.TSNE;

/**
 * Latents in two dimensions, with the Gaussian of those that it was fitted to.
 *
 * @param name of the reduction
 * @param normal (n, 2)
 * @param anomalous (n, 2)
 * @param gaussian of the normal latents that were fitted
 */
public record Projection(
    String name, List<double[]> normal, List<double[]> anomalous, Plane gaussian) {

  private static final double PERPLEXITY = 30;

  /** Gradient steps of t-SNE: for each so many points 1, and at most 200; larger ones diverge. */
  private static final double POINTS_PER_STEP_SIZE = 12;

  private static final double MOST_STEP_SIZE = 200;
  private static final int ITERATIONS = 750;

  public Projection {
    normal = List.copyOf(normal);
    anomalous = List.copyOf(anomalous);
  }

  /** A normal distribution in the plane. */
  public static final class Plane {
    private final double[] mean = new double[2];
    private final DMatrixRMaj lower;

    private Plane(List<double[]> points) {
      DMatrixRMaj covariance = new DMatrixRMaj(2, 2);
      for (double[] point : points) {
        mean[0] += point[0] / points.size();
        mean[1] += point[1] / points.size();
      }
      for (double[] point : points) {
        for (int i = 0; i < 2; i++) {
          for (int j = 0; j < 2; j++) {
            covariance.add(i, j, (point[i] - mean[i]) * (point[j] - mean[j]) / points.size());
          }
        }
      }
      CommonOps_DDRM.addEquals(covariance, 1e-9, CommonOps_DDRM.identity(2));
      CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(2, true);
      if (!cholesky.decompose(covariance)) {
        throw new IllegalStateException("points in a plane have no covariance: " + covariance);
      }
      this.lower = cholesky.getT(null).copy();
    }

    /** The Mahalanobis distance of a point. */
    public double distance(double[] point) {
      double first = (point[0] - mean[0]) / lower.get(0, 0);
      double second = (point[1] - mean[1] - lower.get(1, 0) * first) / lower.get(1, 1);
      return Math.hypot(first, second);
    }

    /** The points at this distance, a closed curve. */
    public List<double[]> contour(double distance) {
      return IntStream.rangeClosed(0, 72)
          .mapToObj(
              i -> {
                double angle = i * Math.PI / 36;
                double u = distance * Math.cos(angle);
                double v = distance * Math.sin(angle);
                return new double[] {
                  mean[0] + lower.get(0, 0) * u, mean[1] + lower.get(1, 0) * u + lower.get(1, 1) * v
                };
              })
          .toList();
    }
  }

  /**
   * The two directions of the largest variance of the fitted latents.
   *
   * @param fitted latents of normal images that are not among the others
   */
  public static Projection pca(
      List<double[]> fitted, List<double[]> normal, List<double[]> anomalous) {
    int d = fitted.get(0).length;
    if (d < 2) {
      throw new IllegalArgumentException("there must be two dimensions at least, was " + d);
    }
    double[] mean = new double[d];
    fitted.forEach(z -> Arrays.setAll(mean, i -> mean[i] + z[i] / fitted.size()));
    DMatrixRMaj covariance = new DMatrixRMaj(d, d);
    DMatrixRMaj column = new DMatrixRMaj(d, 1);
    for (double[] z : fitted) {
      Arrays.setAll(column.data, i -> z[i] - mean[i]);
      CommonOps_DDRM.multAddTransB(1.0 / fitted.size(), column, column, covariance);
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
    if (!eigen.decompose(covariance)) {
      throw new IllegalStateException("the covariance of the latents has no eigenvectors");
    }
    List<Integer> largest =
        IntStream.range(0, d)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .limit(2)
            .toList();
    List<double[]> directions =
        largest.stream().map(i -> eigen.getEigenVector(i).data.clone()).toList();
    Plane plane = new Plane(projected(fitted, mean, directions));
    return new Projection(
        "PCA", projected(normal, mean, directions), projected(anomalous, mean, directions), plane);
  }

  private static List<double[]> projected(
      List<double[]> latents, double[] mean, List<double[]> directions) {
    return latents.stream()
        .map(
            z ->
                directions.stream()
                    .mapToDouble(
                        direction ->
                            IntStream.range(0, z.length)
                                .mapToDouble(i -> (z[i] - mean[i]) * direction[i])
                                .sum())
                    .toArray())
        .toList();
  }

  /**
   * t-SNE (van der Maaten &amp; Hinton 2008) of all latents together, anomalies too: it has no way
   * to place a new one. As the article did it, and no way to build a detector.
   *
   * @param normal latents that are placed, and that the Gaussian is fitted to
   * @param seed of the places that it starts from
   */
  public static Projection tsne(List<double[]> normal, List<double[]> anomalous, long seed) {
    double[][] all = Stream.concat(normal.stream(), anomalous.stream()).toArray(double[][]::new);
    smile.math.Math.setSeed(seed);
    TSNE tsne =
        new TSNE(
            all,
            2,
            Math.min(PERPLEXITY, (all.length - 1) / 3.0),
            Math.min(MOST_STEP_SIZE, all.length / POINTS_PER_STEP_SIZE),
            ITERATIONS);
    List<double[]> places = List.of(tsne.getCoordinates());
    List<double[]> normalPlaces = places.subList(0, normal.size());
    return new Projection(
        "t-SNE", normalPlaces, places.subList(normal.size(), all.length), new Plane(normalPlaces));
  }

  /** How well the distance in the plane tells the anomalous latents from the normal ones. */
  public Detection detection() {
    return new Detection(
        normal.stream().mapToDouble(gaussian::distance).toArray(),
        anomalous.stream().mapToDouble(gaussian::distance).toArray());
  }
}
