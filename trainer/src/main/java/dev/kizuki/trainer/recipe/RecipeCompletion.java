package dev.kizuki.trainer.recipe;

import static java.util.Objects.requireNonNullElse;
import static java.util.Objects.requireNonNullElseGet;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.feature.FeatureLimits;
import dev.kizuki.trainer.feature.FeatureSize;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import java.util.List;

/** Completes the options of a user to a recipe for images of one shape. */
final class RecipeCompletion {
  /** The largest number of covariance entries of a default candidate: 64 MB in the model. */
  private static final long MOST_COVARIANCES = 16L << 20;

  private final RecipeOptions options;
  private final Preprocessing input;
  private final Network network;
  private final Network.Defaults defaults;

  RecipeCompletion(RecipeOptions options, Preprocessing input) {
    this.options = options;
    this.input = input;
    this.network = options.network();
    this.defaults = network.defaults();
  }

  /**
   * Returns the recipe.
   *
   * @throws IllegalArgumentException if the options contradict each other or the images
   * @throws DataException if Java's memory does not suffice
   */
  Recipe recipe(int trainingImages) {
    requireNoPadding();
    requireConvolutionForAuxiliary();
    int batch = requireNonNullElse(options.batch(), defaults.batch());
    Recipe recipe =
        new Recipe(
            network,
            requireNonNullElse(options.latent(), defaults.latent()),
            requireNonNullElseGet(
                options.epochs(), () -> defaults.epochsFor(trainingImages, batch)),
            batch,
            requireNonNullElse(options.likelihood(), defaults.likelihood()),
            options.beta(),
            options.warmUp(),
            options.learningRate(),
            requireNonNullElse(options.schedule(), defaults.schedule()),
            options.patience(),
            options.auxiliary(),
            List.of(),
            requireNonNullElse(options.covariance(), defaults.shrinkage()));
    recipe.settings(0);
    return recipe.with(candidates(recipe.architecture(input)));
  }

  private void requireNoPadding() {
    if (input.resize() == Resize.PAD) {
      throw new IllegalArgumentException(
          "the network '%s' takes padding for a part of the image: use --resize stretch or crop, or --network photo"
              .formatted(Recipe.lower(network)));
    }
  }

  private void requireConvolutionForAuxiliary() {
    if (options.auxiliary() != Auxiliary.NONE && network == Network.MLP) {
      throw new IllegalArgumentException(
          "the network 'mlp' has no convolution for an auxiliary task: use --network conv");
    }
  }

  /** The feature that the user chose, or all default features of moderate size. */
  private List<Feature> candidates(Architecture architecture) {
    Feature feature = options.feature();
    FeatureLimits.requireFeasible(
        architecture, feature == null ? defaults.features().get(0) : feature);
    List<Feature> candidates =
        feature == null
            ? defaults.features().stream().filter(each -> isModerate(architecture, each)).toList()
            : List.of(feature);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "images of %d x %d are too large for these options: use a smaller --size"
              .formatted(input.width(), input.height()));
    }
    FeatureLimits.requireMemory(
        candidates.stream()
            .mapToLong(each -> FeatureSize.covarianceEntries(architecture, each))
            .max()
            .orElse(0));
    return candidates;
  }

  private static boolean isModerate(Architecture architecture, Feature feature) {
    return FeatureLimits.isFeasible(architecture, feature)
        && FeatureSize.covarianceEntries(architecture, feature) <= MOST_COVARIANCES;
  }
}
