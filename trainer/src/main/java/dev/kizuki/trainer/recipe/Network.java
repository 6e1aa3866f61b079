package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.export.Feature;
import dev.kizuki.trainer.vae.Architecture;
import java.util.List;

/** The networks by name, and what is usual for each. */
public enum Network {
  /** The article's 784-500-500, for small binary images. */
  MLP(100, "ledoit-wolf") {
    @Override
    Architecture architecture(Preprocessing input, int latent) {
      return Architecture.mlp(input, latent);
    }

    @Override
    List<Feature> features() {
      return List.of(
          Feature.HIDDEN,
          Feature.MU,
          Feature.MU_LOGVAR,
          Feature.GRADIENTS,
          Feature.RESIDUAL,
          Feature.GRADIENTS_RESIDUAL);
    }
  },
  /** Three convolutions on whole images. */
  CONV(16, "ridge:0.01") {
    @Override
    Architecture architecture(Preprocessing input, int latent) {
      return Architecture.conv(input, latent);
    }

    @Override
    List<Feature> features() {
      return List.of(
          Feature.GRADIENTS,
          Feature.RESIDUAL,
          Feature.GRADIENTS_RESIDUAL,
          Feature.CONV,
          Feature.CONV_GRADIENTS,
          Feature.MU,
          Feature.MU_LOGVAR);
    }
  },
  /** Three convolutions on windows in local contrast. */
  PATCH(32, "ridge:0.03") {
    @Override
    Architecture architecture(Preprocessing input, int latent) {
      return Architecture.patch(input, latent);
    }

    @Override
    List<Feature> features() {
      return List.of(Feature.GRADIENTS, Feature.CONV, Feature.CONV_GRADIENTS);
    }
  };

  /** From this side on, images are looked at in windows. */
  private static final int LEAST_PATCH_SIDE = 64;

  private final int latent;
  private final String covariance;

  Network(int latent, String covariance) {
    this.latent = latent;
    this.covariance = covariance;
  }

  /** What is used where nothing is asked for. */
  static Network defaultFor(Preprocessing input) {
    return Math.max(input.height(), input.width()) >= LEAST_PATCH_SIDE ? PATCH : CONV;
  }

  abstract Architecture architecture(Preprocessing input, int latent);

  /** Those that may be chosen from, the cheapest first. */
  abstract List<Feature> features();

  int defaultLatent() {
    return latent;
  }

  String defaultCovariance() {
    return covariance;
  }
}
