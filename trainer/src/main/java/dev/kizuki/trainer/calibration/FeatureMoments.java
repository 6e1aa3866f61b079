package dev.kizuki.trainer.calibration;

import dev.kizuki.trainer.data.DataException;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Mean, scale and covariance of features. They are computed batch by batch in two passes, so memory
 * does not grow with the number of images.
 *
 * <p>Each block of the feature is divided by the root of its mean variance. Otherwise a block with
 * large units would dominate the shrinkage of the covariance.
 */
final class FeatureMoments {
  private final List<Integer> blocks;
  private final double[] mean;
  private final double[] scale;
  private final double[] squares;
  private final DMatrixRMaj scatter;
  private long meanCount;
  private long count;
  private double sumOfFourthPowers;

  FeatureMoments(List<Integer> blocks) {
    this.blocks = blocks;
    int dimensions = blocks.stream().mapToInt(Integer::intValue).sum();
    this.mean = new double[dimensions];
    this.scale = new double[dimensions];
    this.squares = new double[dimensions];
    this.scatter = new DMatrixRMaj(dimensions, dimensions);
  }

  /**
   * Adds one feature in the first pass, with Welford's update, which is numerically stable.
   *
   * @param offset the index of the first value of the feature
   */
  void addToMean(float[] features, int offset) {
    meanCount++;
    for (int i = 0; i < mean.length; i++) {
      double difference = features[offset + i] - mean[i];
      mean[i] += difference / meanCount;
      squares[i] += difference * (features[offset + i] - mean[i]);
    }
  }

  /**
   * Ends the first pass. Each block gets one scale for all positions. With a scale of its own, a
   * position with almost no variance (a corner that is always black) would dominate.
   *
   * @throws DataException if a block of the feature does not vary anywhere
   */
  static void finishMeans(List<FeatureMoments> positions) {
    int start = 0;
    for (int size : positions.get(0).blocks) {
      double variance = 0;
      for (FeatureMoments moments : positions) {
        variance +=
            Arrays.stream(moments.squares, start, start + size).sum()
                / size
                / moments.meanCount
                / positions.size();
      }
      if (!(variance > 0) || Double.isInfinite(variance)) {
        throw new DataException(
            "The feature has a variance of %s over the normal images: are they all the same?"
                .formatted(variance));
      }
      for (FeatureMoments moments : positions) {
        Arrays.fill(moments.scale, start, start + size, 1 / Math.sqrt(variance));
      }
      start += size;
    }
  }

  /**
   * Adds a batch of features in the second pass.
   *
   * @param offset the index of the first value of the first feature
   * @param stride the distance between two features, in values
   */
  void addToCovariance(float[] features, int n, int offset, int stride) {
    int dimensions = mean.length;
    DMatrixRMaj centred = new DMatrixRMaj(n, dimensions);
    for (int row = 0; row < n; row++) {
      double squaredNorm = 0;
      for (int i = 0; i < dimensions; i++) {
        double value = (features[offset + row * stride + i] - mean[i]) * scale[i];
        centred.data[row * dimensions + i] = value;
        squaredNorm += value * value;
      }
      sumOfFourthPowers += squaredNorm * squaredNorm;
    }
    CommonOps_DDRM.multAddTransA(centred, centred, scatter);
    count += n;
  }

  /** The number of features that were added in the second pass. */
  long count() {
    return count;
  }

  double[] mean() {
    return mean;
  }

  /** The factor of each dimension. */
  double[] scale() {
    return scale;
  }

  /** The maximum-likelihood covariance of the scaled features, {@code 1/n sum f f'}. */
  DMatrixRMaj covariance() {
    DMatrixRMaj covariance = scatter.copy();
    CommonOps_DDRM.scale(1.0 / count, covariance);
    return covariance;
  }

  /** The mean of {@code |f|^4} of the scaled, centred features. */
  double meanFourthPower() {
    return sumOfFourthPowers / count;
  }
}
