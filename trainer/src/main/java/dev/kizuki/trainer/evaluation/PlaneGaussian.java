package dev.kizuki.trainer.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/** A normal distribution of points in the plane. */
public final class PlaneGaussian {
  private final double[] mean = new double[2];

  /** L of the Cholesky decomposition of the covariance, {@code L L'}. */
  private final DMatrixRMaj lower;

  PlaneGaussian(List<double[]> points) {
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

  /** Returns the Mahalanobis distance of a point. */
  public double distance(double[] point) {
    double first = (point[0] - mean[0]) / lower.get(0, 0);
    double second = (point[1] - mean[1] - lower.get(1, 0) * first) / lower.get(1, 1);
    return Math.hypot(first, second);
  }

  /** Returns points at this distance from the mean, as a closed curve. */
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
