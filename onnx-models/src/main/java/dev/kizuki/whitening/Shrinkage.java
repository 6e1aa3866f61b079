package dev.kizuki.whitening;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * Makes a covariance invertible. The features are scaled: their mean variance over all positions is
 * 1. Directions in which normal images hardly vary carry the signal, so small eigenvalues are
 * raised and never dropped.
 */
public sealed interface Shrinkage {
  /** The smallest mean variance that a ridge is relative to. */
  double LEAST_VARIANCE = 0.05;

  /** The smallest value that is added to the diagonal. */
  double LEAST_DIAGONAL = 1e-4;

  /**
   * The shrunk covariance.
   *
   * @param covariance maximum-likelihood estimate, d x d; not changed
   * @param meanFourthPower the mean of {@code |f - mean|^4}
   * @param count the number of samples
   */
  DMatrixRMaj apply(DMatrixRMaj covariance, double meanFourthPower, long count);

  /**
   * {@code C + r m I}, where m is the mean variance {@code trace C / d}, or a twentieth of the mean
   * variance over all positions if that is larger. This prevents alarms from noise at a position
   * that never varied.
   */
  record Ridge(double r) implements Shrinkage {
    public Ridge {
      if (!(r > 0)) {
        throw new IllegalArgumentException("the ridge must be positive, was " + r);
      }
    }

    @Override
    public DMatrixRMaj apply(DMatrixRMaj covariance, double meanFourthPower, long count) {
      return mixed(covariance, 1, r * Math.max(LEAST_VARIANCE, meanVariance(covariance)));
    }

    @Override
    public String toString() {
      return "ridge:" + r;
    }
  }

  /**
   * {@code (1 - s) C + s (trace C / d) I}, where s minimises the expected squared error: Ledoit
   * &amp; Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", 2004.
   */
  record LedoitWolf() implements Shrinkage {
    @Override
    public DMatrixRMaj apply(DMatrixRMaj covariance, double meanFourthPower, long count) {
      double s = intensity(covariance, meanFourthPower, count);
      return mixed(covariance, 1 - s, Math.max(LEAST_DIAGONAL, s * meanVariance(covariance)));
    }

    public static double intensity(DMatrixRMaj covariance, double meanFourthPower, long count) {
      double m = meanVariance(covariance);
      double squaredNorm = Math.pow(NormOps_DDRM.normF(covariance), 2);
      double dispersion = squaredNorm - covariance.numRows * m * m;
      double error = (meanFourthPower - squaredNorm) / count;
      return dispersion <= 0 ? 1 : Math.max(0, Math.min(1, error / dispersion));
    }

    @Override
    public String toString() {
      return "ledoit-wolf";
    }
  }

  private static double meanVariance(DMatrixRMaj covariance) {
    return CommonOps_DDRM.trace(covariance) / covariance.numRows;
  }

  private static DMatrixRMaj mixed(DMatrixRMaj covariance, double weight, double diagonal) {
    DMatrixRMaj shrunk = covariance.copy();
    CommonOps_DDRM.scale(weight, shrunk);
    for (int i = 0; i < shrunk.numRows; i++) {
      shrunk.add(i, i, diagonal);
    }
    return shrunk;
  }

  /**
   * Reads {@code ledoit-wolf} or {@code ridge:R}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Shrinkage of(String text) {
    if (text.equals("ledoit-wolf")) {
      return new LedoitWolf();
    }
    if (text.startsWith("ridge:")) {
      try {
        return new Ridge(Double.parseDouble(text.substring("ridge:".length())));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'%s' has no number after 'ridge:'".formatted(text), e);
      }
    }
    throw new IllegalArgumentException(
        "the covariance is 'ledoit-wolf' or 'ridge:R', was '%s'".formatted(text));
  }
}
