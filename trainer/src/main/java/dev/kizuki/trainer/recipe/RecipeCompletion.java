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
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import java.util.ArrayList;
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
    this.network = requireNonNullElse(options.network(), Network.defaultFor(input));
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
    requireLayoutOfNetwork();
    requireLikelihoodOfNetwork();
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

  private void requireLayoutOfNetwork() {
    Layout layout = options.gaussian();
    if (layout != null && !defaults.layouts().contains(layout)) {
      throw new IllegalArgumentException(
          defaults.layouts().contains(Layout.IMAGE)
              ? "the network '%s' sees whole images and has no positions: use --network patch"
                  .formatted(Recipe.lower(network))
              : "the network '%s' has a Gaussian for its windows: --gaussian position or shared"
                  .formatted(Recipe.lower(network)));
    }
  }

  private void requireLikelihoodOfNetwork() {
    if (options.likelihood() != null && defaults.likelihood() == Likelihood.UNBOUNDED) {
      throw new IllegalArgumentException(
          "the network '%s' sees local contrast, which is normal: leave --likelihood out"
              .formatted(Recipe.lower(network)));
    }
    if (options.likelihood() == Likelihood.UNBOUNDED) {
      throw new IllegalArgumentException(
          "images lie between 0 and 1: --likelihood is bernoulli or gaussian");
    }
  }

  private void requireConvolutionForAuxiliary() {
    if (options.auxiliary() != Auxiliary.NONE && network == Network.MLP) {
      throw new IllegalArgumentException(
          "the network 'mlp' has no convolution for an auxiliary task: use --network conv");
    }
  }

  /** The candidate that the user chose, or all default candidates of moderate size. */
  private List<Candidate> candidates(Architecture architecture) {
    Layout layout = options.gaussian();
    Feature feature = options.feature();
    List<Layout> layouts = layout == null ? defaults.layouts() : List.of(layout);
    List<Feature> features = feature == null ? defaults.features() : List.of(feature);
    boolean single = features.size() == 1 && layouts.size() == 1;
    FeatureLimits.requireFeasible(architecture, features.get(0), layouts.get(0) == Layout.POSITION);
    List<Candidate> candidates = new ArrayList<>();
    for (Layout someLayout : layouts) {
      for (Feature someFeature : features) {
        if (single || isModerate(architecture, someFeature, someLayout == Layout.POSITION)) {
          candidates.add(new Candidate(someFeature, someLayout));
        }
      }
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "images of %d x %d are too large for these options: use a smaller --size"
              .formatted(input.width(), input.height()));
    }
    FeatureLimits.requireMemory(
        candidates.stream()
            .mapToLong(
                candidate ->
                    FeatureSize.covarianceEntries(
                        architecture, candidate.feature(), candidate.layout() == Layout.POSITION))
            .max()
            .orElse(0));
    return candidates;
  }

  private static boolean isModerate(Architecture architecture, Feature feature, boolean own) {
    return FeatureLimits.isFeasible(architecture, feature, own)
        && FeatureSize.covarianceEntries(architecture, feature, own) <= MOST_COVARIANCES;
  }
}
