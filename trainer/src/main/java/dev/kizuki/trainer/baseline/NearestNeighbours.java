package dev.kizuki.trainer.baseline;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DecodedImages;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores an image by its mean Euclidean distance to the nearest training images.
 *
 * @param training the images that are searched, each (H, W), values in [0, 1]
 */
record NearestNeighbours(Preprocessing shape, List<float[]> training) implements PixelBaseline {
  private static final int NEIGHBOURS = 5;

  /** The number of training images that are searched. */
  private static final int MOST_SEARCHED = 5000;

  static NearestNeighbours fit(DecodedImages training) {
    return new NearestNeighbours(
        training.store().shape(),
        IntStream.range(0, Math.min(training.size(), MOST_SEARCHED))
            .mapToObj(training::unit)
            .toList());
  }

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
      double distance = PixelBaseline.squaredDistance(image, other);
      if (distance < nearest[last]) {
        nearest[last] = distance;
        Arrays.sort(nearest);
      }
    }
    return Arrays.stream(nearest).map(Math::sqrt).average().orElseThrow();
  }
}
