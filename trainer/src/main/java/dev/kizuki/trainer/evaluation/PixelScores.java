package dev.kizuki.trainer.evaluation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Measures how well the scores of pixels separate the pixels of defects from all others. The memory
 * does not grow with the number of pixels: scores are counted in classes of a relative width of
 * 1/2048 (0.05 %), and scores of one class count as equal. 24 MB in all.
 */
final class PixelScores {
  /** The bits of a score that its class leaves out; 1 for the sign, 8 and 11 remain. */
  private static final int LEFT_OUT_BITS = 12;

  private static final int CLASSES = 1 << (Float.SIZE - LEFT_OUT_BITS);

  private final long[] intact = new long[CLASSES];
  private final long[] defect = new long[CLASSES];

  /** The sum over the regions of the share of a region's pixels that are in the class. */
  private final double[] overlap = new double[CLASSES];

  private int regions;

  /**
   * Adds the pixels of an image.
   *
   * @param scores (height, width), finite
   * @param mask (height, width); negative for pixels that do not count, 0 for intact ones, positive
   *     for those of a defect
   */
  void add(float[] scores, byte[] mask, int width) {
    boolean[] defective = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      defective[i] = mask[i] > 0;
      if (mask[i] == 0) {
        intact[classOf(scores[i])]++;
      }
    }
    List<int[]> found = Regions.of(defective, width);
    for (int[] region : found) {
      for (int pixel : region) {
        int scoreClass = classOf(scores[pixel]);
        defect[scoreClass]++;
        overlap[scoreClass] += 1.0 / region.length;
      }
    }
    regions += found.size();
  }

  /** Returns the class of a score. A larger score never has a smaller class. */
  private static int classOf(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return (bits < 0 ? ~bits : bits | Integer.MIN_VALUE) >>> LEFT_OUT_BITS;
  }

  /** Returns the number of connected regions of defects. */
  int regions() {
    return regions;
  }

  /** Returns the area under the ROC curve of the pixels; empty if there is only one kind. */
  OptionalDouble auroc() {
    long below = 0;
    long found = 0;
    double sum = 0;
    for (int i = 0; i < CLASSES; i++) {
      sum += defect[i] * (below + intact[i] / 2.0);
      below += intact[i];
      found += defect[i];
    }
    return below == 0 || found == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum / below / found);
  }

  /**
   * Returns the normalised area under the per-region overlap curve, AUPRO: Bergmann et al., "The
   * MVTec Anomaly Detection Dataset", IJCV 2021, section 4.2. The overlap at a threshold is the
   * share of a region's pixels above it, averaged over all regions. The curve is drawn over the
   * false-positive rate of the intact pixels.
   *
   * @param limit the false-positive rate at which the curve ends, in (0, 1]
   * @return the area divided by the limit, from 0 to 1; empty if there is only one kind of pixels
   */
  OptionalDouble aupro(double limit) {
    long all = 0;
    for (long count : intact) {
      all += count;
    }
    if (all == 0 || regions == 0) {
      return OptionalDouble.empty();
    }
    double area = 0;
    double rate = 0;
    double height = 0;
    for (int i = CLASSES - 1; i >= 0; i--) {
      double nextRate = rate + (double) intact[i] / all;
      double nextHeight = height + overlap[i] / regions;
      if (nextRate >= limit) {
        double end = height + (limit - rate) / (nextRate - rate) * (nextHeight - height);
        return OptionalDouble.of((area + (limit - rate) * (height + end) / 2) / limit);
      }
      area += (nextRate - rate) * (height + nextHeight) / 2;
      rate = nextRate;
      height = nextHeight;
    }
    return OptionalDouble.of((area + (limit - rate) * height) / limit);
  }
}
