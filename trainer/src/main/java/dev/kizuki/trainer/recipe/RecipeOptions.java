package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import dev.kizuki.whitening.Shrinkage;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a recipe that a user chose. A null stands for the default of the network.
 *
 * @param network the network
 * @param latent the number of latent dimensions
 * @param epochs the number of passes over the training images
 * @param batch the number of images in a step
 * @param likelihood p(x | z)
 * @param beta the weight of the KL term
 * @param warmUp the number of epochs in which that weight grows from 0
 * @param learningRate the step size of Adam
 * @param schedule the schedule of the step size
 * @param patience the number of epochs without progress after which the training stops; 0 for never
 * @param auxiliary the second task of the encoder
 * @param feature the feature that the distance is computed on; by default the best one is chosen
 * @param covariance the shrinkage of the covariance
 */
public record RecipeOptions(
    Network network,
    @Nullable Integer latent,
    @Nullable Integer epochs,
    @Nullable Integer batch,
    @Nullable Likelihood likelihood,
    double beta,
    int warmUp,
    double learningRate,
    @Nullable Schedule schedule,
    int patience,
    Auxiliary auxiliary,
    @Nullable Feature feature,
    @Nullable Shrinkage covariance) {

  /** The options of a user who chose nothing. */
  public static final RecipeOptions DEFAULTS = builder().build();

  /** Starts with the {@link #DEFAULTS}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Fills in the defaults.
   *
   * @param input the shape of the images
   * @param trainingImages the number of images to learn from
   * @throws IllegalArgumentException if the options contradict each other or the images
   */
  public Recipe complete(Preprocessing input, int trainingImages) {
    return new RecipeCompletion(this, input).recipe(trainingImages);
  }

  /** Sets the options that programs choose. Not thread-safe. */
  public static final class Builder {
    private Network network = Network.CONV;
    private @Nullable Integer latent;
    private @Nullable Integer epochs;
    private @Nullable Schedule schedule;
    private @Nullable Feature feature;
    private @Nullable Shrinkage covariance;

    private Builder() {}

    /** Sets the network. */
    public Builder network(Network value) {
      this.network = value;
      return this;
    }

    /** Sets the number of latent dimensions. */
    public Builder latent(int value) {
      this.latent = value;
      return this;
    }

    /** Sets the number of passes over the training images. */
    public Builder epochs(int value) {
      this.epochs = value;
      return this;
    }

    /** Sets the schedule of the step size. */
    public Builder schedule(Schedule value) {
      this.schedule = value;
      return this;
    }

    /** Sets the feature that the distance is computed on. */
    public Builder feature(Feature value) {
      this.feature = value;
      return this;
    }

    /** Sets the shrinkage of the covariance. */
    public Builder covariance(Shrinkage value) {
      this.covariance = value;
      return this;
    }

    /** Returns the options. */
    public RecipeOptions build() {
      return new RecipeOptions(
          network,
          latent,
          epochs,
          null,
          null,
          1,
          0,
          1e-3,
          schedule,
          0,
          Auxiliary.NONE,
          feature,
          covariance);
    }
  }
}
