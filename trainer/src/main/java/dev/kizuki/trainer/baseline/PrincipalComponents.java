package dev.kizuki.trainer.baseline;

import dev.kizuki.trainer.data.DecodedImages;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The principal component analysis of the pixels of images: mean, directions and variances. */
final class PrincipalComponents {
  /** The number of images that are added to the covariance at once. */
  private static final int BATCH = 256;

  private final float[] mean;
  private final List<Component> components;
  private final double meanVariance;

  private PrincipalComponents(float[] mean, List<Component> components, double meanVariance) {
    this.mean = mean;
    this.components = components;
    this.meanVariance = meanVariance;
  }

  /** One component: a direction of length 1, and the variance of the images along it. */
  private static final class Component {
    private final double variance;
    private final double[] direction;

    Component(double variance, double[] direction) {
      this.variance = variance;
      this.direction = direction;
    }
  }

  /**
   * Analyses some images.
   *
   * @param images the images, two or more; they must be small, because the covariance has pixels x
   *     pixels entries
   */
  static PrincipalComponents of(DecodedImages images) {
    float[] mean = mean(images);
    int d = mean.length;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
    if (!eigen.decompose(covariance(images, mean))) {
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
    return new PrincipalComponents(mean, components, total / d);
  }

  private static float[] mean(DecodedImages images) {
    float[] mean = new float[images.store().shape().size()];
    for (int n = 0; n < images.size(); n++) {
      float[] image = images.unit(n);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (image[i] - mean[i]) / (n + 1);
      }
    }
    return mean;
  }

  private static DMatrixRMaj covariance(DecodedImages images, float[] mean) {
    int d = mean.length;
    DMatrixRMaj scatter = new DMatrixRMaj(d, d);
    for (int start = 0; start < images.size(); start += BATCH) {
      int n = Math.min(BATCH, images.size() - start);
      DMatrixRMaj centred = new DMatrixRMaj(n, d);
      for (int row = 0; row < n; row++) {
        float[] image = images.unit(start + row);
        for (int i = 0; i < d; i++) {
          centred.data[row * d + i] = image[i] - mean[i];
        }
      }
      CommonOps_DDRM.multAddTransA(centred, centred, scatter);
    }
    CommonOps_DDRM.scale(1.0 / images.size(), scatter);
    return scatter;
  }

  float[] mean() {
    return mean;
  }

  /** The number of components, which is the number of pixels. */
  int count() {
    return components.size();
  }

  /** The variance along a component; component 0 has the largest. */
  double variance(int component) {
    return components.get(component).variance;
  }

  double meanVariance() {
    return meanVariance;
  }

  /** Returns the coordinate of an image along a component. */
  double project(float[] image, int component) {
    double[] direction = components.get(component).direction;
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      sum += (image[i] - mean[i]) * direction[i];
    }
    return sum;
  }
}
