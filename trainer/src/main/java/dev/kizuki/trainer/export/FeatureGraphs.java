package dev.kizuki.trainer.export;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.TrainedVae;

/** From a trained network and the name of a feature to the graph that computes it. */
public final class FeatureGraphs {
  /** Entries of all covariances together; a quarter of a gigabyte in the model. */
  static final long MOST_COVARIANCES = 64L << 20;

  private static final int LEAST_CONV_SIDE = 16;

  private FeatureGraphs() {}

  /**
   * @throws IllegalArgumentException if the network has no such feature
   */
  public static FeatureGraph of(TrainedVae vae, Feature feature) {
    return vae.architecture().windowed()
        ? PatchGraph.of(vae, feature)
        : EncoderGraph.of(vae, feature);
  }

  /**
   * Finds out, before anything is trained, whether a network can give a feature, and of what size.
   *
   * @param ownGaussians whether each position gets a Gaussian of its own, or all share one
   * @throws IllegalArgumentException if it cannot; the message names the option to change
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
    long entries = covarianceEntries(architecture, feature, ownGaussians);
    if (entries > MOST_COVARIANCES) {
      throw new IllegalArgumentException(
          "the covariances of '%s' have %d million entries, too many: use a smaller --size%s"
              .formatted(
                  feature.title(), entries >> 20, ownGaussians ? ", or --gaussian shared" : ""));
    }
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
            "%d x %d pixels do not divide into steps of %d: give a --size of multiples of %d"
                .formatted(input.width(), input.height(), step, step));
      }
    } else if (architecture.lastConv() >= 0 && side < LEAST_CONV_SIDE) {
      throw new IllegalArgumentException(
          "images of %d x %d are too small for the network '%s': give a --size of at least %d, or use mlp"
              .formatted(input.width(), input.height(), architecture.name(), LEAST_CONV_SIDE));
    }
  }

  /** How many numbers the covariances of all Gaussians hold. */
  public static long covarianceEntries(
      Architecture architecture, Feature feature, boolean ownGaussians) {
    if (architecture.windowed()) {
      long d = PatchGraph.dimensions(architecture, feature);
      long windows = (long) architecture.windowRows() * architecture.windowColumns();
      return d * d * (ownGaussians ? windows : 1);
    }
    long gradients = GradientGraph.dimensions(architecture.input());
    long d =
        (feature.usesConv() ? 256 : 0)
            + (feature.usesGradients() ? gradients : 0)
            + (feature.usesResidual() ? gradients : 0);
    return d * d;
  }
}
