package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;

/** The networks for small images, with the defaults of each. */
public enum Network {
  /** The 784-500-500 network of the article, for small binary images. */
  MLP {
    @Override
    Defaults defaults() {
      return new Defaults(
          100,
          100,
          100,
          Likelihood.BERNOULLI,
          Schedule.CONSTANT,
          new Shrinkage.LedoitWolf(),
          List.of(
              Feature.HIDDEN,
              Feature.MU,
              Feature.MU_LOGVAR,
              Feature.GRADIENTS,
              Feature.RESIDUAL,
              Feature.GRADIENTS_RESIDUAL));
    }

    @Override
    Architecture architecture(Preprocessing input, int latent) {
      return Architecture.mlp(input, latent);
    }
  },
  /** Three convolutions on whole images. */
  CONV {
    @Override
    Defaults defaults() {
      return new Defaults(
          16,
          Defaults.AS_MANY_AS_IT_TAKES,
          32,
          Likelihood.BERNOULLI,
          Schedule.COSINE,
          new Shrinkage.Ridge(0.01),
          List.of(
              Feature.GRADIENTS,
              Feature.RESIDUAL,
              Feature.GRADIENTS_RESIDUAL,
              Feature.CONV,
              Feature.CONV_GRADIENTS,
              Feature.MU,
              Feature.MU_LOGVAR));
    }

    @Override
    Architecture architecture(Preprocessing input, int latent) {
      return Architecture.conv(input, latent);
    }
  };

  /**
   * The defaults of a network.
   *
   * @param latent the number of latent dimensions D
   * @param epochs the number of passes over the inputs, or {@link #AS_MANY_AS_IT_TAKES}
   * @param batch the number of inputs in a step
   * @param likelihood p(x | z)
   * @param schedule the schedule of the step size
   * @param shrinkage the shrinkage of the covariance
   * @param features the features to choose from; the first is preferred among equally good ones
   */
  record Defaults(
      int latent,
      int epochs,
      int batch,
      Likelihood likelihood,
      Schedule schedule,
      Shrinkage shrinkage,
      List<Feature> features) {
    /** The number of epochs that gives enough steps with the number of images. */
    static final int AS_MANY_AS_IT_TAKES = 0;

    /** The smallest number of steps. With fewer steps a network is not fully trained. */
    private static final int LEAST_STEPS = 1500;

    private static final int LEAST_EPOCHS = 16;

    int epochsFor(int images, int batchSize) {
      if (epochs != AS_MANY_AS_IT_TAKES) {
        return epochs;
      }
      int steps = Math.max(1, images / batchSize);
      return Math.max(LEAST_EPOCHS, (LEAST_STEPS + steps - 1) / steps);
    }
  }

  abstract Architecture architecture(Preprocessing input, int latent);

  abstract Defaults defaults();
}
