package dev.kizuki.trainer.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Fits one Gaussian to each position of a feature map. A position has few samples, so its
 * covariance is mixed with the mean covariance S of all positions: {@code (1 - s) C + s S} with
 * {@code s = d / (d + n)} for n images and d dimensions. PaDiM (Defard et al. 2021) fits positions
 * alone.
 */
public final class PlaceGaussians {
  /** The smallest deviation of a value; a value that never varies carries no information. */
  private static final double LEAST_DEVIATION = 1e-6;

  private final List<Gaussian> gaussians;

  private PlaceGaussians(List<Gaussian> gaussians) {
    this.gaussians = List.copyOf(gaussians);
  }

  /**
   * Fits the Gaussians.
   *
   * @param images the images of the table to fit to
   */
  public static PlaceGaussians fit(FeatureTable table, int[] images, Shrinkage shrinkage) {
    int positions = table.positions();
    int d = table.dimensions();
    double[] means = new double[positions * d];
    double[] squares = new double[d];
    float[] values = new float[positions * d];
    for (int image : images) {
      table.read(image, values);
      for (int i = 0; i < values.length; i++) {
        means[i] += values[i];
        squares[i % d] += (double) values[i] * values[i];
      }
    }
    double[] scale = scale(means, squares, positions, images.length);
    for (int i = 0; i < means.length; i++) {
      means[i] /= images.length;
    }
    List<DMatrixRMaj> scatters = scatters(table, images, means, scale);
    DMatrixRMaj pooled = new DMatrixRMaj(d, d);
    scatters.forEach(
        scatter ->
            CommonOps_DDRM.addEquals(pooled, 1.0 / positions / images.length, scatter));
    double s = (double) d / (d + images.length);
    List<Gaussian> gaussians = new ArrayList<>();
    for (int p = 0; p < positions; p++) {
      DMatrixRMaj covariance = scatters.get(p);
      CommonOps_DDRM.scale((1 - s) / images.length, covariance);
      CommonOps_DDRM.addEquals(covariance, s, pooled);
      gaussians.add(
          Gaussian.of(
              Arrays.copyOfRange(means, p * d, (p + 1) * d),
              shrinkage.apply(covariance, Double.NaN, images.length),
              scale));
    }
    return new PlaceGaussians(gaussians);
  }

  /** The factor that gives each value a deviation of 1 over all positions and images. */
  private static double[] scale(double[] sums, double[] squares, int positions, int images) {
    int d = squares.length;
    double[] total = new double[d];
    for (int i = 0; i < sums.length; i++) {
      total[i % d] += sums[i];
    }
    double[] scale = new double[d];
    double count = (double) positions * images;
    for (int j = 0; j < d; j++) {
      double mean = total[j] / count;
      double deviation = Math.sqrt(Math.max(0, squares[j] / count - mean * mean));
      scale[j] = deviation < LEAST_DEVIATION ? 0 : 1 / deviation;
    }
    return scale;
  }

  private static List<DMatrixRMaj> scatters(
      FeatureTable table, int[] images, double[] means, double[] scale) {
    int d = scale.length;
    List<DMatrixRMaj> scatters = new ArrayList<>();
    for (int p = 0; p < table.positions(); p++) {
      scatters.add(new DMatrixRMaj(d, d));
    }
    float[] values = new float[means.length];
    double[] centred = new double[d];
    for (int image : images) {
      table.read(image, values);
      for (int p = 0; p < scatters.size(); p++) {
        double[] scatter = scatters.get(p).data;
        for (int j = 0; j < d; j++) {
          centred[j] = (values[p * d + j] - means[p * d + j]) * scale[j];
        }
        for (int row = 0; row < d; row++) {
          double factor = centred[row];
          for (int column = 0; column <= row; column++) {
            scatter[row * d + column] += factor * centred[column];
          }
        }
      }
    }
    for (DMatrixRMaj scatter : scatters) {
      for (int row = 0; row < d; row++) {
        for (int column = row + 1; column < d; column++) {
          scatter.data[row * d + column] = scatter.data[column * d + row];
        }
      }
    }
    return scatters;
  }

  /** The Gaussian of each position. */
  public List<Gaussian> gaussians() {
    return gaussians;
  }

  /**
   * Computes the distance of an image: the mean of the largest distances of its positions.
   *
   * @param worst the number of the largest distances that count
   */
  public double distance(FeatureTable table, int image, int worst) {
    float[] values = new float[table.positions() * table.dimensions()];
    table.read(image, values);
    double[] distances = new double[table.positions()];
    for (int p = 0; p < distances.length; p++) {
      distances[p] = gaussians.get(p).distance(values, p * table.dimensions());
    }
    Arrays.sort(distances);
    return Arrays.stream(distances, distances.length - worst, distances.length)
        .average()
        .orElseThrow();
  }
}
