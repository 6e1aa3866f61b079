package dev.kizuki.trainer.calibration;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.whitening.Shrinkage;
import dev.kizuki.whitening.Whitening;
import org.ejml.data.DMatrixRMaj;

/**
 * A normal distribution of features with covariance C. The Mahalanobis distance of a feature f is
 * {@code |(f - mean) W|} with {@code W W' = C^-1}.
 */
public final class Gaussian {
  private final double[] mean;
  private final double[] whitening;

  private Gaussian(double[] mean, double[] whitening) {
    this.mean = mean;
    this.whitening = whitening;
  }

  static Gaussian fit(FeatureMoments moments, Shrinkage shrinkage) {
    DMatrixRMaj covariance =
        shrinkage.apply(moments.covariance(), moments.meanFourthPower(), moments.count());
    return of(moments.mean(), covariance, moments.scale());
  }

  /**
   * Makes a Gaussian of scaled features.
   *
   * @param mean the mean of the features, (d)
   * @param covariance the covariance after each dimension was multiplied by its scale, (d, d)
   * @param scale the factor of each dimension
   * @throws DataException if the covariance is singular
   */
  static Gaussian of(double[] mean, DMatrixRMaj covariance, double[] scale) {
    return new Gaussian(mean, whitening(covariance, scale));
  }

  /** The mean, (d). */
  public double[] mean() {
    return mean;
  }

  /** The whitening matrix W, (d, d), row-major, upper triangular. */
  public double[] whitening() {
    return whitening;
  }

  /**
   * The Mahalanobis distance in double precision. The exported graph is compared with it.
   *
   * @param offset the index of the first value of the feature
   */
  public double distance(float[] features, int offset) {
    int d = mean.length;
    double squares = 0;
    for (int column = 0; column < d; column++) {
      double y = 0;
      for (int row = 0; row <= column; row++) {
        y += (features[offset + row] - mean[row]) * whitening[row * d + column];
      }
      squares += y * y;
    }
    return Math.sqrt(squares);
  }

  /** Computes {@code W = diag(scale) (L^-1)'} from {@code C = L L'}. */
  private static double[] whitening(DMatrixRMaj covariance, double[] scale) {
    int d = covariance.numRows;
    double[] whitening =
        Whitening.of(covariance)
            .orElseThrow(
                () ->
                    new DataException(
                        "The covariance of the features is singular: use a stronger ridge"
                            + " (--covariance ridge:R)"));
    for (int i = 0; i < whitening.length; i++) {
      whitening[i] *= scale[i / d];
    }
    return whitening;
  }
}
