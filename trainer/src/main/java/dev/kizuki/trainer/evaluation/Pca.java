package dev.kizuki.trainer.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Projects latents to the two directions of the largest variance (principal components). */
final class Pca {
  private Pca() {}

  /**
   * @param fitted latents of other normal images; the directions and the Gaussian come from them
   */
  static Projection project(
      List<double[]> fitted, List<double[]> normal, List<double[]> anomalous) {
    int d = fitted.get(0).length;
    if (d < 2) {
      throw new IllegalArgumentException(
          "a projection to the plane needs at least two dimensions, was " + d);
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
    PlaneGaussian plane = new PlaneGaussian(projected(fitted, mean, directions));
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
}
