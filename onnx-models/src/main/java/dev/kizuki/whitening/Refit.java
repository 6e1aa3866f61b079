package dev.kizuki.whitening;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A new mean, and a new whitening if there are enough images for it, of a feature that a model has
 * whitened already. The vector z of an image becomes {@code (z - mean) W}.
 *
 * <p>The covariance C of the new images is shrunk to the old whitening: W whitens {@code C + m I},
 * where m is the mean variance. So W never makes a direction in which the new images hardly vary
 * much longer, which keeps the ridge of the training. W is upper triangular, as the matrices of the
 * training are.
 *
 * @param map the map of the vectors
 * @param images the number of images
 * @param whitening whether the whitening is new; false if only the mean is
 * @param shift the length of the mean of the vectors, 0 if nothing has changed
 * @param variance the mean variance of the vectors' values
 */
public record Refit(AffineMap map, int images, boolean whitening, double shift, double variance) {
  /** The fewest images for a mean. */
  public static final int FEWEST_IMAGES = 100;

  /** The fewest images for a whitening, for each dimension of the vector. */
  public static final int IMAGES_PER_DIMENSION = 4;

  /** The smallest mean variance of vectors; that of the images of the training is about 1. */
  private static final double LEAST_VARIANCE = 0.01;

  /** Gives the new and the old whitening the same weight. */
  private static final Shrinkage SHRINKAGE = new Shrinkage.Ridge(1);

  /**
   * Fits mean and whitening.
   *
   * @param vectors the whitened vectors of normal images, each of the same length d
   * @throws IllegalArgumentException if there are fewer than {@value #FEWEST_IMAGES} vectors, or
   *     they hardly vary
   */
  public static Refit of(List<double[]> vectors) {
    int n = vectors.size();
    if (n < FEWEST_IMAGES) {
      throw new IllegalArgumentException(
          "a new mean needs at least %d images, there are %d".formatted(FEWEST_IMAGES, n));
    }
    int d = vectors.get(0).length;
    double[] mean = mean(vectors, d);
    DMatrixRMaj covariance = covariance(vectors, mean);
    double variance = CommonOps_DDRM.trace(covariance) / d;
    if (!(variance >= LEAST_VARIANCE) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          ("the mean variance of the images' feature is %.2g, and must be at least %.2g of what the model"
                  + " was trained on: do the images show the product?")
              .formatted(variance, LEAST_VARIANCE));
    }
    boolean isWhitened = n >= imagesForWhitening(d);
    double[] matrix = isWhitened ? whitening(covariance, n) : AffineMap.identity(d).matrix();
    double[] offset = new AffineMap(matrix, new double[d]).apply(mean);
    double squares = 0;
    for (int i = 0; i < d; i++) {
      offset[i] = -offset[i];
      squares += mean[i] * mean[i];
    }
    return new Refit(new AffineMap(matrix, offset), n, isWhitened, Math.sqrt(squares), variance);
  }

  /** The fewest images for the whitening of a vector of length d. */
  public static int imagesForWhitening(int d) {
    return Math.max(FEWEST_IMAGES, IMAGES_PER_DIMENSION * d);
  }

  private static double[] mean(List<double[]> vectors, int d) {
    double[] mean = new double[d];
    for (double[] vector : vectors) {
      for (int i = 0; i < d; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    return mean;
  }

  private static DMatrixRMaj covariance(List<double[]> vectors, double[] mean) {
    int n = vectors.size();
    int d = mean.length;
    DMatrixRMaj centred = new DMatrixRMaj(n, d);
    for (int row = 0; row < n; row++) {
      for (int i = 0; i < d; i++) {
        centred.data[row * d + i] = vectors.get(row)[i] - mean[i];
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(d, d);
    CommonOps_DDRM.multTransA(1.0 / n, centred, centred, covariance);
    return covariance;
  }

  /** The shrunk covariance has no eigenvalue below m, so it is never singular. */
  private static double[] whitening(DMatrixRMaj covariance, int n) {
    return Whitening.of(SHRINKAGE.apply(covariance, 0, n))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the covariance of the images is singular: take more images, or leave the refit out"));
  }
}
