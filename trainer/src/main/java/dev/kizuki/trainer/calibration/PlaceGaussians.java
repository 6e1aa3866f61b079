package dev.kizuki.trainer.calibration;

import dev.kizuki.whitening.Shrinkage;
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
   * Fits the Gaussians. A position that shows padding in some images is fitted to the others. A
   * position that always shows padding gets the mean and covariance of all positions.
   *
   * @param images the images of the table to fit to
   */
  public static PlaceGaussians fit(FeatureTable table, int[] images, Shrinkage shrinkage) {
    Moments moments = new Moments(table, images);
    int d = table.dimensions();
    DMatrixRMaj pooled = moments.pooledCovariance();
    List<Gaussian> gaussians = new ArrayList<>();
    for (int p = 0; p < table.positions(); p++) {
      int n = moments.count[p];
      double s = (double) d / (d + n);
      DMatrixRMaj covariance = moments.scatters.get(p);
      CommonOps_DDRM.scale((1 - s) / Math.max(1, n), covariance);
      CommonOps_DDRM.addEquals(covariance, s, pooled);
      gaussians.add(
          Gaussian.of(
              Arrays.copyOfRange(moments.means, p * d, (p + 1) * d),
              shrinkage.apply(covariance, Double.NaN, Math.max(1, n)),
              moments.scale));
    }
    return new PlaceGaussians(gaussians);
  }

  /** Sums over images, in two passes. */
  private static final class Moments {
    private final FeatureTable table;
    private final int d;

    /** The number of images in which each position shows the image. */
    private final int[] count;

    /** The mean at each position, (positions, d). */
    private final double[] means;

    /** The factor that gives each value a deviation of 1 over all positions and images. */
    private final double[] scale;

    /** The sum of the products of scaled deviations at each position, (d, d). */
    private final List<DMatrixRMaj> scatters = new ArrayList<>();

    Moments(FeatureTable table, int[] images) {
      this.table = table;
      this.d = table.dimensions();
      this.count = new int[table.positions()];
      this.means = new double[table.positions() * d];
      this.scale = new double[d];
      addMeans(images);
      addScatters(images);
    }

    private void addMeans(int[] images) {
      float[] values = new float[means.length];
      double[] sums = new double[d];
      double[] squares = new double[d];
      for (int image : images) {
        table.read(image, values);
        for (int p = 0; p < count.length; p++) {
          if (!table.sees(image, p)) {
            continue;
          }
          count[p]++;
          for (int j = 0; j < d; j++) {
            double value = values[p * d + j];
            means[p * d + j] += value;
            sums[j] += value;
            squares[j] += value * value;
          }
        }
      }
      double all = Math.max(1, Arrays.stream(count).asLongStream().sum());
      for (int j = 0; j < d; j++) {
        double mean = sums[j] / all;
        double deviation = Math.sqrt(Math.max(0, squares[j] / all - mean * mean));
        scale[j] = deviation < LEAST_DEVIATION ? 0 : 1 / deviation;
        for (int p = 0; p < count.length; p++) {
          means[p * d + j] = count[p] == 0 ? mean : means[p * d + j] / count[p];
        }
      }
    }

    private void addScatters(int[] images) {
      float[] values = new float[means.length];
      double[] centred = new double[d];
      for (int p = 0; p < count.length; p++) {
        scatters.add(new DMatrixRMaj(d, d));
      }
      for (int image : images) {
        table.read(image, values);
        for (int p = 0; p < count.length; p++) {
          if (table.sees(image, p)) {
            for (int j = 0; j < d; j++) {
              centred[j] = (values[p * d + j] - means[p * d + j]) * scale[j];
            }
            addSquare(centred, scatters.get(p).data);
          }
        }
      }
      scatters.forEach(this::mirror);
    }

    /** Adds the products of all pairs to the lower triangle. */
    private void addSquare(double[] x, double[] scatter) {
      for (int row = 0; row < d; row++) {
        for (int column = 0; column <= row; column++) {
          scatter[row * d + column] += x[row] * x[column];
        }
      }
    }

    /** Copies the lower triangle to the upper one. */
    private void mirror(DMatrixRMaj scatter) {
      for (int row = 0; row < d; row++) {
        for (int column = row + 1; column < d; column++) {
          scatter.data[row * d + column] = scatter.data[column * d + row];
        }
      }
    }

    /** The mean covariance within the positions. */
    DMatrixRMaj pooledCovariance() {
      double all = Math.max(1, Arrays.stream(count).asLongStream().sum());
      DMatrixRMaj pooled = new DMatrixRMaj(d, d);
      scatters.forEach(scatter -> CommonOps_DDRM.addEquals(pooled, 1 / all, scatter));
      return pooled;
    }
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
      distances[p] =
          table.sees(image, p) ? gaussians.get(p).distance(values, p * table.dimensions()) : 0;
    }
    Arrays.sort(distances);
    return Arrays.stream(distances, distances.length - worst, distances.length)
        .average()
        .orElseThrow();
  }
}
