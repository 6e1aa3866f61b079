package dev.kizuki.trainer.encoder;

import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The principal component analysis of channels over places of images. Each layer is first divided
 * by the root of its mean variance, so that all layers count the same.
 */
final class PlaceComponents {
  /** The number of places that the covariance is computed from. */
  private static final int SAMPLES = 20_000;

  private final double[] sums;
  private final DMatrixRMaj scatter;
  private long count;

  private PlaceComponents(int channels) {
    this.sums = new double[channels];
    this.scatter = new DMatrixRMaj(channels, channels);
  }

  /**
   * Analyses places that are drawn from images.
   *
   * @param features all channels of all layers; each layer is one block
   * @param positions the positions of the images in the store
   * @param components the number of components, those of the largest variance
   * @return the projection, (components, channels), row-major; it includes the scales of the layers
   */
  static float[] of(
      FeatureGraph features, PixelStore images, int[] positions, int components, long seed) {
    int d = features.dimensions();
    int places = features.positions();
    int perImage =
        Math.max(1, Math.min(places, (SAMPLES + positions.length - 1) / positions.length));
    PlaceComponents analysis = new PlaceComponents(d);
    Random random = new Random(seed);
    try (GraphRunner runner = new GraphRunner(features.toBytes(), features.input())) {
      runner.run(
          FeatureGraph.FEATURE,
          positions.length,
          i -> images.image(positions[i]),
          (start, n, values) -> {
            DMatrixRMaj sample = new DMatrixRMaj(n * perImage, d);
            for (int row = 0; row < sample.numRows; row++) {
              int from = (row / perImage * places + random.nextInt(places)) * d;
              for (int channel = 0; channel < d; channel++) {
                sample.data[row * d + channel] = values[from + channel];
              }
            }
            analysis.add(sample);
          });
    }
    return analysis.projection(features.blocks(), components);
  }

  private void add(DMatrixRMaj sample) {
    CommonOps_DDRM.multAddTransA(sample, sample, scatter);
    for (int i = 0; i < sample.data.length; i++) {
      sums[i % sums.length] += sample.data[i];
    }
    count += sample.numRows;
  }

  private float[] projection(List<Integer> blocks, int components) {
    int d = sums.length;
    double[] scales = scales(blocks);
    DMatrixRMaj covariance = new DMatrixRMaj(d, d);
    for (int row = 0; row < d; row++) {
      for (int column = 0; column < d; column++) {
        covariance.set(row, column, scales[row] * scales[column] * covariance(row, column));
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
    if (!eigen.decompose(covariance)) {
      throw new IllegalStateException("the covariance of the channels has no eigenvectors");
    }
    int[] largest =
        IntStream.range(0, d)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .limit(components)
            .mapToInt(Integer::intValue)
            .toArray();
    float[] projection = new float[components * d];
    for (int component = 0; component < components; component++) {
      double[] direction = eigen.getEigenVector(largest[component]).data;
      for (int channel = 0; channel < d; channel++) {
        projection[component * d + channel] = (float) (direction[channel] * scales[channel]);
      }
    }
    return projection;
  }

  private double covariance(int row, int column) {
    return scatter.get(row, column) / count - sums[row] / count * (sums[column] / count);
  }

  private double[] scales(List<Integer> blocks) {
    double[] scales = new double[sums.length];
    int start = 0;
    for (int size : blocks) {
      double variance =
          IntStream.range(start, start + size).mapToDouble(i -> covariance(i, i)).sum() / size;
      if (!(variance > 0) || Double.isInfinite(variance)) {
        throw new DataException(
            "A layer has a variance of %s over the normal images: are they all the same?"
                .formatted(variance));
      }
      for (int i = start; i < start + size; i++) {
        scales[i] = 1 / Math.sqrt(variance);
      }
      start += size;
    }
    return scales;
  }
}
