package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.feature.FeatureLimits;
import dev.kizuki.trainer.feature.FeatureSize;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * What a user asks for of a recipe, on the command line or in a program; null is whatever is usual.
 */
public final class RecipeOptions {
  /** Covariance entries that are chosen from without being asked for: 64 MB in the model. */
  private static final long MOST_COVARIANCES = 16L << 20;

  @Option(
      names = "--network",
      description =
          "mlp: the 784-500-500 network for small binary images. conv: three convolutions on whole"
              + " images. patch: three convolutions on windows, for images of 64 pixels and more."
              + " Default: conv below 64 pixels, else patch.")
  public @Nullable Network network;

  @Option(
      names = "--latent",
      paramLabel = "D",
      description = "Dimensions of the latent. Default: 100 for mlp, 16 for conv, 32 for patch.")
  public @Nullable Integer latent;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training images. Default: 100 for mlp, 10 for patch (over 16,000"
              + " windows), for conv as many as make 1,500 steps, and at least 16.")
  public @Nullable Integer epochs;

  @Option(
      names = "--batch",
      description = "Images for each step. Default: 100 for mlp, 32 for conv, 64 for patch.")
  public @Nullable Integer batch;

  @Option(
      names = "--likelihood",
      description =
          "bernoulli (binary images; gray values as probabilities) or gaussian. Default: bernoulli.")
  public @Nullable Likelihood likelihood;

  @Option(names = "--beta", description = "The weight of the KL term. Default: ${DEFAULT-VALUE}.")
  public double beta = 1;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Epochs in which that weight grows from 0. Default: ${DEFAULT-VALUE}.")
  public int warmUp;

  @Option(names = "--learning-rate", description = "Adam's step size. Default: ${DEFAULT-VALUE}.")
  public double learningRate = 1e-3;

  @Option(
      names = "--schedule",
      description =
          "How the step size changes: constant or cosine. Default: constant for mlp, else cosine.")
  public @Nullable Schedule schedule;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after so many epochs without a lower loss on the validation images, and take the"
              + " best. Default: ${DEFAULT-VALUE}, never.")
  public int patience;

  @Option(
      names = "--auxiliary",
      description =
          "none, or cut-paste: the encoder also learns to see a pasted piece. Default:"
              + " ${DEFAULT-VALUE}.")
  public Auxiliary auxiliary = Auxiliary.NONE;

  @Option(
      names = "--feature",
      paramLabel = "NAME",
      converter = FeatureName.class,
      description =
          "What the distance is computed on: mu, mu+logvar, hidden, conv, gradients, residual,"
              + " conv+gradients, gradients+residual. Default: the one that best tells validation"
              + " images from spoiled copies of themselves.")
  public @Nullable Feature feature;

  @Option(
      names = "--gaussian",
      description =
          "For patch: position, one Gaussian for each window's place, for parts that always lie the"
              + " same way; shared, the same for all, for textures. Default: chosen as the feature"
              + " is.")
  public @Nullable Layout gaussian;

  @Option(
      names = "--covariance",
      paramLabel = "RULE",
      converter = CovarianceRule.class,
      description =
          "ledoit-wolf or ridge:R. Default: ledoit-wolf for mlp, ridge:0.01 for conv, ridge:0.03 for"
              + " patch.")
  public @Nullable Shrinkage covariance;

  /**
   * Fills in what was not asked for.
   *
   * @param input the images' shape
   * @param trainingImages how many there are to learn from
   * @throws IllegalArgumentException if what was asked for does not go together
   */
  public Recipe complete(Preprocessing input, int trainingImages) {
    Network chosen = network == null ? Network.defaultFor(input) : network;
    Network.Defaults usual = chosen.defaults();
    requireTogether(chosen);
    int size = batch == null ? usual.batch() : batch;
    Recipe recipe =
        new Recipe(
            chosen,
            latent == null ? usual.latent() : latent,
            epochs == null ? usual.epochsFor(trainingImages, size) : epochs,
            size,
            Objects.requireNonNullElse(likelihood, usual.likelihood()),
            beta,
            warmUp,
            learningRate,
            Objects.requireNonNullElse(schedule, usual.schedule()),
            patience,
            auxiliary,
            List.of(),
            Objects.requireNonNullElse(covariance, usual.shrinkage()));
    recipe.settings(0);
    return recipe.with(candidates(recipe.architecture(input), chosen));
  }

  private void requireTogether(Network chosen) {
    List<Layout> layouts = chosen.defaults().layouts();
    if (gaussian != null && !layouts.contains(gaussian)) {
      throw new IllegalArgumentException(
          layouts.contains(Layout.IMAGE)
              ? "the network '%s' sees whole images and has no positions: use --network patch"
                  .formatted(Recipe.lower(chosen))
              : "the network '%s' has a Gaussian for its windows: --gaussian position or shared"
                  .formatted(Recipe.lower(chosen)));
    }
    if (likelihood != null && chosen.defaults().likelihood() == Likelihood.UNBOUNDED) {
      throw new IllegalArgumentException(
          "the network '%s' sees local contrast, which is normal: leave --likelihood out"
              .formatted(Recipe.lower(chosen)));
    }
    if (likelihood == Likelihood.UNBOUNDED) {
      throw new IllegalArgumentException(
          "images lie between 0 and 1: --likelihood is bernoulli or gaussian");
    }
    if (auxiliary != Auxiliary.NONE && chosen == Network.MLP) {
      throw new IllegalArgumentException(
          "the network 'mlp' has no convolution for an auxiliary task: use --network conv");
    }
  }

  /** What was asked for, or what is usual and of moderate size. */
  private List<Candidate> candidates(Architecture architecture, Network chosen) {
    List<Layout> layouts = gaussian == null ? chosen.defaults().layouts() : List.of(gaussian);
    List<Feature> features = feature == null ? chosen.defaults().features() : List.of(feature);
    boolean asked = features.size() == 1 && layouts.size() == 1;
    FeatureLimits.requireFeasible(architecture, features.get(0), layouts.get(0) == Layout.POSITION);
    List<Candidate> candidates = new ArrayList<>();
    for (Layout layout : layouts) {
      for (Feature each : features) {
        boolean own = layout == Layout.POSITION;
        if (asked || isModerate(architecture, each, own)) {
          candidates.add(new Candidate(each, layout));
        }
      }
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "images of %d x %d are too large for these options: use a smaller --size"
              .formatted(architecture.input().width(), architecture.input().height()));
    }
    return candidates;
  }

  private static boolean isModerate(Architecture architecture, Feature feature, boolean own) {
    return FeatureLimits.isFeasible(architecture, feature, own)
        && FeatureSize.covarianceEntries(architecture, feature, own) <= MOST_COVARIANCES;
  }

  /** Reads a feature's name. */
  static final class FeatureName implements ITypeConverter<Feature> {
    @Override
    public Feature convert(String text) {
      return converted(() -> Feature.of(text));
    }
  }

  /** Reads {@code ledoit-wolf} or {@code ridge:R}. */
  static final class CovarianceRule implements ITypeConverter<Shrinkage> {
    @Override
    public Shrinkage convert(String text) {
      return converted(() -> Shrinkage.of(text));
    }
  }

  private static <T> T converted(java.util.function.Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
