package dev.kizuki.stream.drift;

import java.util.List;

/**
 * The usual latent code of a device at one time, for a store.
 *
 * @param mean (D)
 * @param variance (D), of single images
 * @param images the number of images, or the length of the window if there were more
 */
public record LatentMemory(List<Float> mean, List<Float> variance, int images) {
  /** A mean of fewer images says too little. */
  private static final int ENOUGH = 50;

  /** A dimension that never changed gets this standard deviation. */
  private static final double LEAST_DEVIATION = 1e-6;

  public LatentMemory {
    mean = List.copyOf(mean);
    variance = List.copyOf(variance);
  }

  /** Returns whether the images are enough for a comparison. */
  boolean isEnough() {
    return images >= ENOUGH;
  }

  /**
   * Compares with the codes of a later time.
   *
   * @param later the usual code of a later time, by the same model and with the same D
   */
  LatentShift until(LatentMemory later) {
    double squares = 0;
    double largest = 0;
    int dimension = 0;
    for (int i = 0; i < mean.size(); i++) {
      double deviation = Math.max(LEAST_DEVIATION, Math.sqrt(variance.get(i)));
      double shift = ((double) later.mean.get(i) - mean.get(i)) / deviation;
      squares += shift * shift;
      if (Math.abs(shift) > Math.abs(largest)) {
        largest = shift;
        dimension = i;
      }
    }
    return new LatentShift(Math.sqrt(squares / mean.size()), mean.size(), dimension, largest);
  }
}
