package dev.kizuki.trainer.baseline;

import dev.kizuki.trainer.data.DecodedImages;
import java.util.stream.IntStream;

/** A baseline that computes the score of each image from its pixels. */
interface PixelBaseline extends Baseline {
  /**
   * Returns the score of one image.
   *
   * @param image (H, W), row-major, values in [0, 1]
   */
  double score(float[] image);

  @Override
  default double[] scores(DecodedImages images) {
    return IntStream.range(0, images.size()).mapToDouble(i -> score(images.unit(i))).toArray();
  }

  /** Returns the square of the Euclidean distance of two images. */
  static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
