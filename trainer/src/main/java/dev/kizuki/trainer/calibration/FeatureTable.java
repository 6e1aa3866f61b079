package dev.kizuki.trainer.calibration;

import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The features of images, (images, positions, dimensions), float32, in a temporary file that is
 * mapped into memory. Gaussians are fitted to them many times, and the graph runs only once. The
 * file is deleted when the process ends.
 */
public final class FeatureTable {
  private static final int MOST_BYTES_PER_SEGMENT = 1 << 30;

  private final int images;
  private final int positions;
  private final int dimensions;
  private final int imagesPerSegment;
  private final List<FloatBuffer> segments = new ArrayList<>();

  /** The positions of images that show padding. */
  private final BitSet padding = new BitSet();

  private FeatureTable(int images, int positions, int dimensions) {
    this.images = images;
    this.positions = positions;
    this.dimensions = dimensions;
    long bytesPerImage = (long) positions * dimensions * Float.BYTES;
    this.imagesPerSegment = (int) Math.max(1, MOST_BYTES_PER_SEGMENT / bytesPerImage);
    try {
      Path file = Files.createTempFile("kizuki-features", null);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        for (int start = 0; start < images; start += imagesPerSegment) {
          long count = Math.min(imagesPerSegment, images - start);
          segments.add(
              channel
                  .map(MapMode.READ_WRITE, start * bytesPerImage, count * bytesPerImage)
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep the features of %d images, %d bytes each, in the temporary folder"
              .formatted(images, bytesPerImage),
          e);
    }
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
              table.buffer(start + i).put(table.offset(start + i), values, i * length, length);
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
    buffer(image).get(offset(image), target);
  }

  private FloatBuffer buffer(int image) {
    return segments.get(image / imagesPerSegment);
  }

  private int offset(int image) {
    return image % imagesPerSegment * positions * dimensions;
  }
}
