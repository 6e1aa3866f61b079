package dev.kizuki.stream.drift;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mean and the variance of a device's latent codes. The weight of an image decreases
 * exponentially, so that images older than a few hundred hardly count (Finch, "Incremental
 * calculation of weighted mean and variance", 2009). Not thread-safe.
 */
final class LatentMean {
  private static final int WINDOW = 300;

  private double[] mean = {};
  private double[] variance = {};
  private int images;

  /**
   * @param memory what {@link #memory} returned; null for none
   */
  LatentMean(@Nullable LatentMemory memory) {
    if (memory != null) {
      mean = memory.mean().stream().mapToDouble(Float::doubleValue).toArray();
      variance = memory.variance().stream().mapToDouble(Float::doubleValue).toArray();
      images = memory.images();
    }
  }

  /** Takes a code into account. A code of another length begins anew. */
  void add(LatentCode code) {
    if (!code.isFinite()) {
      return;
    }
    if (code.size() != mean.length) {
      mean = new double[code.size()];
      variance = new double[code.size()];
      images = 0;
    }
    images = Math.min(images + 1, WINDOW);
    double weight = 1.0 / images;
    for (int i = 0; i < mean.length; i++) {
      double difference = code.get(i) - mean[i];
      double step = weight * difference;
      mean[i] += step;
      variance[i] = (1 - weight) * (variance[i] + difference * step);
    }
  }

  /** Returns the mean now; null before the first image. */
  @Nullable LatentMemory memory() {
    return images == 0 ? null : new LatentMemory(floats(mean), floats(variance), images);
  }

  private static List<Float> floats(double[] values) {
    List<Float> floats = new ArrayList<>(values.length);
    for (double value : values) {
      floats.add((float) value);
    }
    return floats;
  }
}
