package dev.kizuki.trainer.recipe;

import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.feature.WindowBank;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.NetworkInputs;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.VaeTraining;
import dev.kizuki.trainer.vae.WholeImages;
import java.util.stream.IntStream;

/** Trains the network of a recipe on images, or on windows of images. */
public final class Learner {
  private static final int TRAINING_WINDOWS = 16_000;
  private static final int VALIDATION_WINDOWS = 2_000;

  private Learner() {}

  /** Trains the network. The caller must close the result. */
  public static TrainedVae learn(
      Recipe recipe, PixelStore images, Split split, long seed, VaeTraining.Listener listener) {
    Architecture architecture = recipe.architecture(images.shape());
    int[] training = Split.indices(split.training());
    int[] validation = Split.indices(split.validation());
    if (!architecture.windowed()) {
      NetworkInputs whole = new WholeImages(images, architecture.scaling());
      return new VaeTraining(
              architecture, recipe.settings(seed), whole, training, whole, validation)
          .run(listener);
    }
    WindowBank learned = WindowBank.sample(architecture, images, training, TRAINING_WINDOWS, seed);
    WindowBank heldOut =
        WindowBank.sample(architecture, images, validation, VALIDATION_WINDOWS, seed + 1);
    return new VaeTraining(
            architecture, recipe.settings(seed), learned, all(learned), heldOut, all(heldOut))
        .run(listener);
  }

  private static int[] all(NetworkInputs inputs) {
    return IntStream.range(0, inputs.size()).toArray();
  }
}
