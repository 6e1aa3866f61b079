package dev.kizuki.trainer.feature;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Architecture.Layer;

/** Computes how large a feature and its model will be, before the network is trained. */
public final class FeatureSize {
  private FeatureSize() {}

  /** The number of entries of the covariance. */
  public static long covarianceEntries(Architecture architecture, Feature feature) {
    long d = dimensions(architecture, feature);
    return d * d;
  }

  /** The length of the feature of an image. */
  private static long dimensions(Architecture architecture, Feature feature) {
    long gradients = GradientGraph.dimensions(architecture.input());
    long dimensions =
        switch (feature) {
          case MU -> architecture.latent();
          case MU_LOGVAR -> 2L * architecture.latent();
          case HIDDEN -> hiddenUnits(architecture);
          default -> 0;
        };
    if (feature.usesConv()) {
      dimensions += 4L * lastFilters(architecture);
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

  /** The number of weights in the graph: those of the encoder, and of the decoder if it is used. */
  static long weights(Architecture architecture, Feature feature) {
    Preprocessing input = architecture.input();
    int channels = input.channels();
    int rows = input.height();
    int columns = input.width();
    long inputs = input.size();
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
      weights += units * input.size();
    }
    return weights;
  }
}
