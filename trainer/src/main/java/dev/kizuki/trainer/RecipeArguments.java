package dev.kizuki.trainer;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.photo.PhotoRecipe;
import dev.kizuki.trainer.recipe.NetworkName;
import dev.kizuki.trainer.recipe.RecipeOptions;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import dev.kizuki.whitening.Shrinkage;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command-line options of the network, its training and the distance. */
final class RecipeArguments {
  @Option(
      names = "--network",
      paramLabel = "NAME",
      converter = NetworkConverter.class,
      description =
          "mlp: the 784-500-500 network for small binary images. conv: three convolutions on whole"
              + " images. photo: a convolutional network that also learns to see synthetic defects,"
              + " for images of 64 pixels and more. Default: conv below 64 pixels, else photo.")
  private @Nullable NetworkName network;

  @Option(
      names = "--latent",
      paramLabel = "D",
      description = "Dimensions of the latent. Default: 100 for mlp, 16 for conv, 8 for photo.")
  private @Nullable Integer latent;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the training of photo. Default: 4000.")
  private @Nullable Integer steps;

  @Option(
      names = "--elbo-weight",
      paramLabel = "W",
      description =
          "The weight of the autoencoder's loss beside that of the defect head, for photo. Default:"
              + " 0.02.")
  private @Nullable Double elboWeight;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training images, for mlp and conv. Default: 100 for mlp, for conv as"
              + " many as make 1,500 steps, and at least 16.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      description = "Images for each step. Default: 100 for mlp, 32 for conv, 16 for photo.")
  private @Nullable Integer batch;

  @Option(
      names = "--likelihood",
      description =
          "bernoulli (binary images; gray values as probabilities) or gaussian. Default:"
              + " bernoulli.")
  private @Nullable Likelihood likelihood;

  @Option(names = "--beta", description = "The weight of the KL term. Default: ${DEFAULT-VALUE}.")
  private double beta = RecipeOptions.DEFAULTS.beta();

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "The number of epochs in which that weight grows from 0. Default: ${DEFAULT-VALUE}.")
  private int warmUp = RecipeOptions.DEFAULTS.warmUp();

  @Option(names = "--learning-rate", description = "Adam's step size. Default: ${DEFAULT-VALUE}.")
  private double learningRate = RecipeOptions.DEFAULTS.learningRate();

  @Option(
      names = "--schedule",
      description =
          "How the step size changes: constant or cosine. Default: constant for mlp, else cosine.")
  private @Nullable Schedule schedule;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after this number of epochs without a lower loss on the validation images, and take"
              + " the best. Default: ${DEFAULT-VALUE}, never.")
  private int patience = RecipeOptions.DEFAULTS.patience();

  @Option(
      names = "--auxiliary",
      description =
          "none, or cut-paste: the encoder also learns to see a pasted piece. Default:"
              + " ${DEFAULT-VALUE}.")
  private Auxiliary auxiliary = RecipeOptions.DEFAULTS.auxiliary();

  @Option(
      names = "--feature",
      paramLabel = "NAME",
      converter = FeatureName.class,
      description =
          "What the distance is computed on: mu, mu+logvar, hidden, conv, gradients, residual,"
              + " conv+gradients, gradients+residual. Default: the one that best tells validation"
              + " images from spoiled copies of themselves.")
  private @Nullable Feature feature;

  @Option(
      names = "--covariance",
      paramLabel = "RULE",
      converter = CovarianceRule.class,
      description =
          "ledoit-wolf or ridge:R. Default: ledoit-wolf for mlp, ridge:0.01 for conv, ridge:0.03"
              + " for photo.")
  private @Nullable Shrinkage covariance;

  /** The network for images of this shape. */
  NetworkName network(Preprocessing input) {
    return Objects.requireNonNullElseGet(network, () -> NetworkName.defaultFor(input));
  }

  /**
   * The recipe of the network {@link NetworkName#PHOTO}.
   *
   * @throws IllegalArgumentException if an option of another network is set
   */
  PhotoRecipe photo() {
    Stream.of(
            set("--epochs", epochs),
            set("--likelihood", likelihood),
            set("--schedule", schedule),
            set("--feature", feature))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "%s is not an option of the network 'photo': leave it out, or choose --network conv"
                      .formatted(name));
            });
    PhotoRecipe usual = PhotoRecipe.DEFAULT;
    return new PhotoRecipe(
        usual.widths(),
        usual.head(),
        Objects.requireNonNullElse(latent, usual.latent()),
        Objects.requireNonNullElse(steps, usual.steps()),
        Objects.requireNonNullElse(batch, usual.batch()),
        usual.learningRate(),
        Objects.requireNonNullElse(elboWeight, usual.elboWeight()),
        beta,
        usual.features(),
        Objects.requireNonNullElse(covariance, usual.shrinkage()));
  }

  private static Optional<String> set(String name, @Nullable Object value) {
    return value == null ? Optional.empty() : Optional.of(name);
  }

  /** The options of the networks {@code mlp} and {@code conv}. */
  RecipeOptions options() {
    return new RecipeOptions(
        Optional.ofNullable(network)
            .flatMap(NetworkName::network)
            .orElse(RecipeOptions.DEFAULTS.network()),
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
        feature,
        covariance);
  }

  /** Reads the name of a network. */
  static final class NetworkConverter implements ITypeConverter<NetworkName> {
    @Override
    public NetworkName convert(String text) {
      return converted(() -> NetworkName.of(text));
    }
  }

  /** Reads the name of a feature. */
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

  private static <T> T converted(Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
