package dev.kizuki.trainer.calibration;

import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.MappedRecords;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import java.nio.FloatBuffer;
import java.util.BitSet;

/**
 * The features of images, (images, positions, dimensions), float32, in {@link MappedRecords}.
 * Gaussians are fitted to them many times, and the graph runs only once.
 */
public final class FeatureTable {
  private final int images;
  private final int positions;
  private final int dimensions;
  private final MappedRecords features;

  /** The positions of images that show padding. */
  private final BitSet padding = new BitSet();

  private FeatureTable(int images, int positions, int dimensions) {
    this.images = images;
    this.positions = positions;
    this.dimensions = dimensions;
    this.features =
        new MappedRecords(
            "features", images, Math.multiplyExact(positions * dimensions, Float.BYTES));
  }

  /** Computes the features of all images of a store. */
  public static FeatureTable of(FeatureGraph features, PixelStore images) {
    FeatureTable table =
        new FeatureTable(images.size(), features.positions(), features.dimensions());
    int length = table.positions * table.dimensions;
    try (GraphRunner runner = new GraphRunner(features.toBytes(), features.input())) {
      runner.run(
          features.output(),
          images.size(),
          images::image,
          (start, n, values) -> {
            for (int i = 0; i < n; i++) {
              table.floats(start + i).put(values, i * length, length);
            }
          });
      features
          .seen()
          .ifPresent(output -> table.read(runner.runAll(output, images.size(), images::image)));
    }
    return table;
  }

  private void read(float[] seen) {
    for (int i = 0; i < seen.length; i++) {
      padding.set(i, seen[i] < 0.5f);
    }
  }

  /** Returns whether a position of an image shows the image, and not padding. */
  boolean sees(int image, int position) {
    return !padding.get(image * positions + position);
  }

  /** The number of images. */
  public int images() {
    return images;
  }

  /** The number of positions in an image. */
  public int positions() {
    return positions;
  }

  /** The length of the feature at one position. */
  public int dimensions() {
    return dimensions;
  }

  /**
   * Copies the features of one image.
   *
   * @param target receives (positions, dimensions) values
   */
  void read(int image, float[] target) {
    floats(image).get(target);
  }

  private FloatBuffer floats(int image) {
    return features.get(image).asFloatBuffer();
  }
}
