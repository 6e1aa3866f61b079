package dev.kizuki.trainer.encoder;

import dev.kizuki.trainer.data.Split;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The channels of an encoder's output that the feature consists of.
 *
 * @param count the number of channels that are used; 0 for all
 * @param seed the seed of the random choice
 */
public record Channels(int count, long seed) {
  public Channels {
    if (count < 0) {
      throw new IllegalArgumentException("--dimensions must be positive, was " + count);
    }
  }

  boolean all() {
    return count == 0;
  }

  /** Draws {@link #count} of the available channels; ascending. */
  long[] draw(int available) {
    if (count > available) {
      throw new IllegalArgumentException(
          "--dimensions %d is more than the %d channels of the output".formatted(count, available));
    }
    int[] channels = IntStream.range(0, available).toArray();
    return Arrays.stream(Split.shuffled(channels, new Random(seed)))
        .limit(count)
        .sorted()
        .asLongStream()
        .toArray();
  }
}
