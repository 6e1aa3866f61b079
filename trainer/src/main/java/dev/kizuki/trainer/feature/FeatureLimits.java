package dev.kizuki.trainer.feature;

import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.vae.Architecture;

/** Decides whether a network can compute a feature, and whether the model would be too large. */
public final class FeatureLimits {
  /** The largest number of entries of all covariances of a model: 256 MB of float32. */
  public static final long MOST_COVARIANCES = 64L << 20;

  /** The number of golden images in a model. */
  public static final int GOLDEN_IMAGES = 6;

  /**
   * The memory for each entry of the covariances while they are fitted and written: two matrices of
   * doubles, and three copies in float32 on the way to the file.
   */
  private static final int BYTES_PER_ENTRY = 28;

  /** The smallest shorter side for a network with convolutions, in pixels. */
  private static final int LEAST_CONV_SIDE = 16;

  /** The smallest shorter side for a network without convolutions, in pixels. */
  private static final int LEAST_SIDE = 2;

  private FeatureLimits() {}

  /** Returns whether {@link #requireFeasible} accepts the feature. */
  public static boolean isFeasible(Architecture architecture, Feature feature) {
    try {
      requireFeasible(architecture, feature);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Checks, before anything is trained, that a network has a feature and that the model will not be
   * too large.
   *
   * @throws IllegalArgumentException if the feature cannot be used; the message names the option to
   *     change
   */
  public static void requireFeasible(Architecture architecture, Feature feature) {
    requireSize(architecture);
    if (architecture.lastConv() < 0 && feature.usesConv()) {
      throw new IllegalArgumentException(
          "the network '%s' has no convolution to take a feature from: use --network conv"
              .formatted(architecture.name()));
    }
    long entries = FeatureSize.covarianceEntries(architecture, feature);
    if (entries > MOST_COVARIANCES) {
      throw new IllegalArgumentException(
          "the covariances of '%s' have %d million entries, too many: use a smaller --size"
              .formatted(feature.title(), entries >> 20));
    }
    requireModelSize(
        Float.BYTES * (entries + FeatureSize.weights(architecture, feature)),
        architecture.input(),
        "use a smaller --size, or --network photo");
  }

  /**
   * Checks that a model file will not be larger than the largest file that is read.
   *
   * @param weights the bytes of the weights and covariances
   * @param input the shape of the images; the file has golden images of this shape, in base64
   * @param remedy what to change
   * @throws IllegalArgumentException if the file would be too large
   */
  public static void requireModelSize(long weights, Preprocessing input, String remedy) {
    long bytes = weights + GOLDEN_IMAGES * (input.size() * 4L / 3);
    if (bytes > ModelFile.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the model file would have %d MB, at most %d are read: %s"
              .formatted(bytes >> 20, ModelFile.MAX_BYTES >> 20, remedy));
    }
  }

  /**
   * Checks that Java's memory suffices for the covariances.
   *
   * @param entries the number of entries of all covariances
   * @throws DataException if it does not
   */
  public static void requireMemory(long entries) {
    JavaMemory.require(
        entries * BYTES_PER_ENTRY,
        "fitting covariances of %d million entries".formatted(entries >> 20));
  }

  private static void requireSize(Architecture architecture) {
    Preprocessing input = architecture.input();
    int side = Math.min(input.height(), input.width());
    int least = architecture.lastConv() >= 0 ? LEAST_CONV_SIDE : LEAST_SIDE;
    if (side < least) {
      throw new IllegalArgumentException(
          "images of %d x %d are too small for the network '%s': give a --size of at least %d%s"
              .formatted(
                  input.width(),
                  input.height(),
                  architecture.name(),
                  least,
                  architecture.lastConv() >= 0 ? ", or use mlp" : ""));
    }
  }
}
