package dev.kizuki.trainer.export;

import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Architecture.Layer;
import dev.kizuki.trainer.vae.TrainedVae;

/** From a trained network and the name of a feature to the graph that computes it. */
public final class FeatureGraphs {
  /** Entries of all covariances together; a quarter of a gigabyte in the model. */
  static final long MOST_COVARIANCES = 64L << 20;

  /** Values of the features of all windows of an image. */
  private static final long MOST_WINDOW_VALUES = 16L << 20;

  private static final int LEAST_CONV_SIDE = 16;
  private static final int LEAST_SIDE = 2;

  private FeatureGraphs() {}

  /**
   * @throws IllegalArgumentException if the network has no such feature
   */
  public static FeatureGraph of(TrainedVae vae, Feature feature) {
    return vae.architecture().windowed()
        ? PatchGraph.of(vae, feature)
        : EncoderGraph.of(vae, feature);
  }

  /** As {@link #requireFeasible}, without a message. */
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
    if (windows(architecture) * dimensions(architecture, feature) > MOST_WINDOW_VALUES) {
      throw new IllegalArgumentException(
          "images of %d x %d have %d windows, too many at once: use a smaller --size"
              .formatted(
                  architecture.input().width(),
                  architecture.input().height(),
                  windows(architecture)));
    }
    long bytes = Float.BYTES * (entries + weights(architecture, feature));
    if (bytes > ModelFile.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the model would take %d MB, at most %d are read: use a smaller --size, or --network patch"
              .formatted(bytes >> 20, ModelFile.MAX_BYTES >> 20));
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

  private static long windows(Architecture architecture) {
    return architecture.windowed()
        ? (long) architecture.windowRows() * architecture.windowColumns()
        : 1;
  }

  /** How many numbers the covariances of all Gaussians hold. */
  public static long covarianceEntries(
      Architecture architecture, Feature feature, boolean ownGaussians) {
    long d = dimensions(architecture, feature);
    return d * d * (ownGaussians ? windows(architecture) : 1);
  }

  /** The length of a feature, of the whole image or of each window. */
  static long dimensions(Architecture architecture, Feature feature) {
    Preprocessing input = architecture.input();
    boolean windowed = architecture.windowed();
    long gradients =
        windowed ? GradientGraph.windowDimensions(input) : GradientGraph.dimensions(input);
    long dimensions =
        switch (feature) {
          case MU -> architecture.latent();
          case MU_LOGVAR -> 2L * architecture.latent();
          case HIDDEN -> hiddenUnits(architecture);
          default -> 0;
        };
    if (feature.usesConv()) {
      dimensions += (windowed ? 1L : 4L) * lastFilters(architecture);
    }
    if (feature.usesGradients()) {
      dimensions += gradients;
    }
    if (feature.usesResidual()) {
      dimensions += gradients;
    }
    return dimensions;
  }

  private static int hiddenUnits(Architecture architecture) {
    return ((Layer.Dense) architecture.encoder().get(architecture.lastConv() + 1)).units();
  }

  private static int lastFilters(Architecture architecture) {
    return architecture.lastConv() < 0
        ? 0
        : ((Layer.Conv) architecture.encoder().get(architecture.lastConv())).filters();
  }

  /** The weights that go into the graph: of the encoder, and of the decoder if it is needed. */
  private static long weights(Architecture architecture, Feature feature) {
    int channels = architecture.input().channels();
    int rows = architecture.windowed() ? architecture.window() : architecture.input().height();
    int columns = architecture.windowed() ? architecture.window() : architecture.input().width();
    long inputs = (long) channels * rows * columns;
    long weights = 0;
    for (Layer layer : architecture.encoder()) {
      if (layer instanceof Layer.Conv conv) {
        weights += (long) conv.filters() * channels * conv.kernel() * conv.kernel();
        channels = conv.filters();
        rows = conv.outputSize(rows);
        columns = conv.outputSize(columns);
        inputs = (long) channels * rows * columns;
      } else {
        int units = ((Layer.Dense) layer).units();
        weights += units * inputs;
        inputs = units;
      }
    }
    weights += 2 * inputs * architecture.latent();
    if (feature.usesResidual()) {
      long units = architecture.latent();
      for (int next : architecture.decoder()) {
        weights += units * next;
        units = next;
      }
      weights += units * architecture.viewSize();
    }
    return weights;
  }
}
