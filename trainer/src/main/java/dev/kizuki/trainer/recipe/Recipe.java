package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a model depends on, except the images and the seed.
 *
 * @param network the network
 * @param latent the number of latent dimensions D
 * @param epochs the number of passes over the training images
 * @param batch the number of inputs in a step
 * @param likelihood p(x | z)
 * @param beta the weight of the KL term
 * @param warmUp the number of epochs in which that weight grows from 0
 * @param learningRate the step size of Adam
 * @param schedule the schedule of the step size
 * @param patience the number of epochs without progress after which the training stops; 0 for never
 * @param auxiliary the second task of the encoder
 * @param candidates the features to choose from; the first of the best is taken
 * @param shrinkage the shrinkage of the covariance
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
    List<Feature> candidates,
    Shrinkage shrinkage) {

  public Recipe {
    candidates = List.copyOf(candidates);
  }

  /** The same recipe with other candidates. */
  Recipe with(List<Feature> others) {
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

  /** The options by their names on the command line, for the provenance. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("network", lower(network));
    options.put("likelihood", lower(likelihood));
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
