package dev.kizuki.trainer.recipe;

import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.ScaledImages;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.VaeTraining;

/** Trains the network of a recipe. */
public final class Learner {
  private Learner() {}

  /** Trains the network. The caller must close the result. */
  public static TrainedVae learn(
      Recipe recipe, PixelStore images, Split split, long seed, VaeTraining.Listener listener) {
    Architecture architecture = recipe.architecture(images.shape());
    return new VaeTraining(
            architecture,
            recipe.settings(seed),
            new ScaledImages(images, architecture.scaling()),
            Split.indices(split.training()),
            Split.indices(split.validation()))
        .run(listener);
  }
}
