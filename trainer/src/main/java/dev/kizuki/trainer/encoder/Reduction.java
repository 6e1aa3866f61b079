package dev.kizuki.trainer.encoder;

import dev.kizuki.trainer.data.Split;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The rule that reduces the channels of all layers.
 *
 * @param method the way
 * @param count the number of channels that are left; 0 for the default
 * @param seed the seed of the random choices
 */
public record Reduction(Method method, int count, long seed) {
  /** The number of channels that PaDiM draws for ResNet-18 (Defard et al., 2021). */
  private static final int DEFAULT_CHANNELS = 100;

  /** The entries of all covariances by default, at most: 128 MB of float32. */
  private static final long DEFAULT_ENTRIES = 32L << 20;

  /** A way to reduce channels. */
  public enum Method {
    /** Channels are drawn at random. */
    DRAW,
    /** Principal components of the channels over places of training images. */
    PCA
  }

  public Reduction {
    if (count < 0) {
      throw new IllegalArgumentException("--channels must be positive, was " + count);
    }
  }

  /**
   * The number of channels that are left.
   *
   * @param available the channels of all layers
   * @param places the places of the grid
   * @param gaussians the number of Gaussians
   */
  int channels(int available, int places, int gaussians) {
    if (count > available) {
      throw new IllegalArgumentException(
          "--channels %d is more than the %d channels of the layers".formatted(count, available));
    }
    if (count > 0) {
      return count;
    }
    long most = (long) Math.sqrt((double) DEFAULT_ENTRIES / gaussians);
    return (int) Math.min(available, places == 1 ? most : Math.min(DEFAULT_CHANNELS, most));
  }

  /** Draws channels; ascending. */
  int[] draw(int available, int channels) {
    int[] all = IntStream.range(0, available).toArray();
    return Arrays.stream(Split.shuffled(all, new Random(seed))).limit(channels).sorted().toArray();
  }
}
