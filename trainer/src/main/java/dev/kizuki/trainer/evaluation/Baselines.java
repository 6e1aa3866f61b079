package dev.kizuki.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Detectors fitted to the same normal training images, on their pixels: the distance to the nearest
 * neighbours, the residual of a principal component analysis, and the Mahalanobis distance.
 */
final class Baselines {
  private static final int NEIGHBOURS = 5;
  private static final int MOST_NEIGHBOURS_SEARCHED = 5000;
  private static final int COMPONENTS = 20;
  private static final double RIDGE = 0.1;

  private Baselines() {}

  /**
   * @param training at least two images, each (pixels), in [0, 1]
   */
  static List<Baseline> fit(List<float[]> training) {
    int d = training.get(0).length;
    float[] mean = new float[d];
    for (float[] image : training) {
      for (int i = 0; i < d; i++) {
        mean[i] += image[i] / training.size();
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
    if (!eigen.decompose(covariance(training, mean))) {
      throw new IllegalStateException("the covariance of the pixels has no eigenvectors");
    }
    List<Component> components = new ArrayList<>();
    double total = 0;
    for (int i = 0; i < d; i++) {
      double variance = Math.max(0, eigen.getEigenvalue(i).getReal());
      total += variance;
      components.add(new Component(variance, eigen.getEigenVector(i).data));
    }
    components.sort((a, b) -> Double.compare(b.variance, a.variance));
    return List.of(
        new Neighbours(training.subList(0, Math.min(training.size(), MOST_NEIGHBOURS_SEARCHED))),
        new Residual(mean, components.subList(0, Math.min(COMPONENTS, d))),
        new PixelMahalanobis(mean, components, RIDGE * total / d));
  }

  private static DMatrixRMaj covariance(List<float[]> images, float[] mean) {
    int d = mean.length;
    DMatrixRMaj scatter = new DMatrixRMaj(d, d);
    for (int start = 0; start < images.size(); start += 256) {
      List<float[]> some = images.subList(start, Math.min(images.size(), start + 256));
      DMatrixRMaj centred = new DMatrixRMaj(some.size(), d);
      for (int row = 0; row < some.size(); row++) {
        for (int i = 0; i < d; i++) {
          centred.data[row * d + i] = some.get(row)[i] - mean[i];
        }
      }
      CommonOps_DDRM.multAddTransA(centred, centred, scatter);
    }
    CommonOps_DDRM.scale(1.0 / images.size(), scatter);
    return scatter;
  }

  /** A principal component. */
  private static final class Component {
    private final double variance;
    private final double[] direction;

    Component(double variance, double[] direction) {
      this.variance = variance;
      this.direction = direction;
    }

    double project(float[] image, float[] mean) {
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += (image[i] - mean[i]) * direction[i];
      }
      return sum;
    }
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** The mean distance to the nearest training images. */
  private record Neighbours(List<float[]> training) implements Baseline {
    @Override
    public String name() {
      return NEIGHBOURS + "-NN on pixels";
    }

    @Override
    public double score(float[] image) {
      double[] nearest = new double[Math.min(NEIGHBOURS, training.size())];
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
      int last = nearest.length - 1;
      for (float[] other : training) {
        double distance = squaredDistance(image, other);
        if (distance < nearest[last]) {
          nearest[last] = distance;
          Arrays.sort(nearest);
        }
      }
      return Arrays.stream(nearest).map(Math::sqrt).average().orElseThrow();
    }
  }

  /** What the first principal components leave of an image. */
  private static final class Residual implements Baseline {
    private final float[] mean;
    private final List<Component> components;

    Residual(float[] mean, List<Component> components) {
      this.mean = mean;
      this.components = components;
    }

    @Override
    public String name() {
      return "PCA-" + COMPONENTS + " residual";
    }

    @Override
    public double score(float[] image) {
      double rest = squaredDistance(image, mean);
      for (Component component : components) {
        rest -= Math.pow(component.project(image, mean), 2);
      }
      return Math.sqrt(Math.max(0, rest));
    }
  }

  /** The Mahalanobis distance of the pixels themselves, with a ridge. */
  private static final class PixelMahalanobis implements Baseline {
    private final float[] mean;
    private final List<Component> components;
    private final double ridge;

    PixelMahalanobis(float[] mean, List<Component> components, double ridge) {
      this.mean = mean;
      this.components = components;
      this.ridge = ridge;
    }

    @Override
    public String name() {
      return "pixel Mahalanobis";
    }

    @Override
    public double score(float[] image) {
      double sum = 0;
      for (Component component : components) {
        sum += Math.pow(component.project(image, mean), 2) / (component.variance + ridge);
      }
      return Math.sqrt(sum);
    }
  }
}
