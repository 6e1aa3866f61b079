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

  /** The largest number of feature values of one image, over all its windows. */
  private static final long MOST_WINDOW_VALUES = 16L << 20;

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
  public static boolean isFeasible(
      Architecture architecture, Feature feature, boolean ownGaussians) {
    try {
      requireFeasible(architecture, feature, ownGaussians);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Checks, before anything is trained, that a network has a feature and that the model will not be
   * too large.
   *
   * @param ownGaussians whether each position has its own Gaussian; if not, all share one
   * @throws IllegalArgumentException if the feature cannot be used; the message names the option to
   *     change
   */
  public static void requireFeasible(
      Architecture architecture, Feature feature, boolean ownGaussians) {
    requireSize(architecture);
    if (architecture.lastConv() < 0 && feature.usesConv()) {
      throw new IllegalArgumentException(
          "the network '%s' has no convolution to take a feature from: use --network conv"
              .formatted(architecture.name()));
    }
    if (architecture.windowed() && feature.usesResidual()) {
      throw new IllegalArgumentException(
          "the network '%s' sees windows and reconstructs no image: it has no feature '%s'"
              .formatted(architecture.name(), feature.title()));
    }
    long entries = FeatureSize.covarianceEntries(architecture, feature, ownGaussians);
    if (entries > MOST_COVARIANCES) {
      throw new IllegalArgumentException(
          "the covariances of '%s' have %d million entries, too many: use a smaller --size%s"
              .formatted(
                  feature.title(), entries >> 20, ownGaussians ? ", or --gaussian shared" : ""));
    }
    if (FeatureSize.windows(architecture) * FeatureSize.dimensions(architecture, feature)
        > MOST_WINDOW_VALUES) {
      throw new IllegalArgumentException(
          "images of %d x %d have %d windows, too many at once: use a smaller --size"
              .formatted(
                  architecture.input().width(),
                  architecture.input().height(),
                  FeatureSize.windows(architecture)));
    }
    requireModelSize(
        Float.BYTES * (entries + FeatureSize.weights(architecture, feature)),
        architecture.input(),
        architecture.windowed()
            ? "use a smaller --size"
            : "use a smaller --size, or --network patch");
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
    if (architecture.windowed()) {
      int step = Architecture.STEP;
      if (side < Architecture.WINDOW) {
        throw new IllegalArgumentException(
            "images of %d x %d are too small for windows of %d pixels: use --network conv"
                .formatted(input.width(), input.height(), Architecture.WINDOW));
      }
      if (input.height() % step != 0 || input.width() % step != 0) {
        throw new IllegalArgumentException(
            "%d x %d pixels do not divide into steps of %d: use --size %dx%d"
                .formatted(
                    input.width(),
                    input.height(),
                    step,
                    multiple(input.width(), step),
                    multiple(input.height(), step)));
      }
      return;
    }
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

  /** The nearest multiple of the step in which a window fits. */
  private static int multiple(int side, int step) {
    int least = (Architecture.WINDOW + step - 1) / step * step;
    return Math.max(least, (side + step / 2) / step * step);
  }
}
