package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a model depends on but the images and the seed. What is left open is filled in for the
 * images at hand.
 *
 * @param network by its name
 * @param latent D
 * @param epochs passes over the training images, or over the windows cut from them
 * @param batch inputs per step
 * @param likelihood p(x | z)
 * @param beta the weight of the KL term
 * @param warmUp epochs in which it grows
 * @param learningRate Adam's step size
 * @param schedule of the step size
 * @param patience epochs without progress before the training stops; 0 for never
 * @param auxiliary a second task for the encoder
 * @param candidates the features to choose from; the first that is best is taken
 * @param shrinkage of the covariances
 */
public record Recipe(
    Network network,
    int latent,
    int epochs,
    int batch,
    Likelihood likelihood,
    double beta,
    int warmUp,
    double learningRate,
    Schedule schedule,
    int patience,
    Auxiliary auxiliary,
    List<Candidate> candidates,
    Shrinkage shrinkage) {

  public Recipe {
    candidates = List.copyOf(candidates);
  }

  /** The same with other candidates. */
  Recipe with(List<Candidate> others) {
    return new Recipe(
        network,
        latent,
        epochs,
        batch,
        likelihood,
        beta,
        warmUp,
        learningRate,
        schedule,
        patience,
        auxiliary,
        others,
        shrinkage);
  }

  /** The network for images of this shape. */
  public Architecture architecture(Preprocessing input) {
    return network.architecture(input, latent);
  }

  TrainingSettings settings(long seed) {
    return new TrainingSettings(
        likelihood, beta, warmUp, epochs, batch, learningRate, schedule, patience, auxiliary, seed);
  }

  /** By the names of the command line, for the provenance. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("network", lower(network));
    if (likelihood != Likelihood.UNBOUNDED) {
      options.put("likelihood", lower(likelihood));
    }
    options.put("beta", Double.toString(beta));
    options.put("warm-up", Integer.toString(warmUp));
    options.put("epochs", Integer.toString(epochs));
    options.put("batch", Integer.toString(batch));
    options.put("learning-rate", Double.toString(learningRate));
    options.put("schedule", lower(schedule));
    options.put("patience", Integer.toString(patience));
    options.put("auxiliary", auxiliary.toString());
    options.put("covariance", shrinkage.toString());
    return options;
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
