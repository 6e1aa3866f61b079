package dev.kizuki.whitening;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/** Finds the matrix that whitens a feature. */
public final class Whitening {
  private Whitening() {}

  /**
   * Computes the upper triangular matrix W with {@code W W' = C^-1}, which is {@code (L^-1)'} with
   * {@code C = L L'}. The row vector {@code (f - mean) W} has the covariance I.
   *
   * @param covariance C, (d, d), symmetric; not changed
   * @return (d, d), row-major; empty if C is not positive definite
   */
  public static Optional<double[]> of(DMatrixRMaj covariance) {
    int d = covariance.numRows;
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(d, true);
    if (!cholesky.decompose(covariance.copy())) {
      return Optional.empty();
    }
    double[] inverse = cholesky.getT(null).data;
    TriangularSolver_DDRM.invertLower(inverse, d);
    double[] whitening = new double[d * d];
    for (int row = 0; row < d; row++) {
      for (int column = row; column < d; column++) {
        whitening[row * d + column] = inverse[column * d + row];
      }
    }
    return Optional.of(whitening);
  }
}
