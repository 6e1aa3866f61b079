package dev.kizuki.trainer;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Provenance;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.export.ExportProof;
import dev.kizuki.trainer.export.Feature;
import dev.kizuki.trainer.export.ModelBuilder;
import dev.kizuki.trainer.recipe.FeatureChoice;
import dev.kizuki.trainer.recipe.Layout;
import dev.kizuki.trainer.recipe.Learner;
import dev.kizuki.trainer.recipe.Network;
import dev.kizuki.trainer.recipe.Recipe;
import dev.kizuki.trainer.report.ModelCard;
import dev.kizuki.trainer.report.TrainingProgress;
import dev.kizuki.trainer.report.TrainingReport;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.VaeTraining.Auxiliary;
import dev.kizuki.trainer.vae.VaeTraining.Schedule;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki train}: learns a variational autoencoder from normal images and exports it. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns a variational autoencoder from normal images only, and writes its encoder, the"
            + " Mahalanobis distance and the threshold as one ONNX file.")
final class TrainCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = "--network",
      description =
          "mlp: the 784-500-500 network for small binary images. conv: three convolutions on whole"
              + " images. patch: three convolutions on windows, for images of 64 pixels and more."
              + " Default: conv below 64 pixels, else patch.")
  private @Nullable Network network;

  @Option(
      names = "--latent",
      paramLabel = "D",
      description = "Dimensions of the latent. Default: 100 for mlp, 16 for conv, 32 for patch.")
  private @Nullable Integer latent;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training images. Default: 100 for mlp, 10 for patch (over 16,000"
              + " windows), for conv as many as make 1,500 steps, and at least 16.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      description = "Images for each step. Default: 100 for mlp, 32 for conv, 64 for patch.")
  private @Nullable Integer batch;

  @Option(
      names = "--likelihood",
      description =
          "bernoulli (binary images; gray values as probabilities) or gaussian. Default: bernoulli.")
  private @Nullable Likelihood likelihood;

  @Option(names = "--beta", description = "The weight of the KL term. Default: ${DEFAULT-VALUE}.")
  private double beta = 1;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Epochs in which that weight grows from 0. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(names = "--learning-rate", description = "Adam's step size. Default: ${DEFAULT-VALUE}.")
  private double learningRate = 1e-3;

  @Option(
      names = "--schedule",
      description =
          "How the step size changes: constant or cosine. Default: constant for mlp, else cosine.")
  private @Nullable Schedule schedule;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after so many epochs without a lower loss on the validation images, and take the"
              + " best. Default: ${DEFAULT-VALUE}, never.")
  private int patience;

  @Option(
      names = "--auxiliary",
      description =
          "none, or cut-paste: the encoder also learns to see a pasted piece. Default:"
              + " ${DEFAULT-VALUE}.")
  private Auxiliary auxiliary = Auxiliary.NONE;

  @Option(
      names = "--feature",
      paramLabel = "NAME",
      description =
          "What the distance is computed on: mu, mu+logvar, hidden, conv, gradients, residual,"
              + " conv+gradients, gradients+residual. Default: the one that best tells validation"
              + " images from spoiled copies of themselves.")
  private @Nullable String feature;

  @Option(
      names = "--gaussian",
      description =
          "For patch: position, one Gaussian for each window's place, for parts that always lie the"
              + " same way; shared, the same for all, for textures. Default: chosen as the feature"
              + " is.")
  private @Nullable Layout gaussian;

  @Option(
      names = "--covariance",
      paramLabel = "RULE",
      description =
          "ledoit-wolf or ridge:R. Default: ledoit-wolf for mlp, ridge:0.01 for conv, ridge:0.03 for"
              + " patch.")
  private @Nullable String covariance;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    model.check();
    NormalImages images = data.read(out);
    Split split = data.split(images, out);
    Recipe recipe = recipe(images, split);
    Architecture architecture = recipe.architecture(images.store().shape());
    out.printf(
        "Training %s on %d images, validating on %d, calibrating on %d; %d x %d x %d, latent %d%n",
        architecture.name(),
        split.training().size(),
        split.validation().size(),
        split.calibration().size(),
        architecture.input().channels(),
        architecture.input().height(),
        architecture.input().width(),
        architecture.latent());
    out.flush();
    try (TrainingProgress progress = new TrainingProgress(recipe.epochs());
        TrainedVae vae = Learner.learn(recipe, images.store(), split, data.seed(), progress)) {
      FeatureChoice choice = new FeatureChoice(vae, recipe, images.store(), split, data.seed());
      tell(out, choice);
      ModelBuilder builder = new ModelBuilder(choice.model());
      ExportProof proof =
          ExportProof.of(vae, choice.model(), images.store(), Split.indices(split.calibration()));
      ModelMetadata metadata =
          builder.calibrate(
              model.name(),
              model.version(),
              images.store(),
              split,
              data.promise(),
              provenance(images, split, recipe, choice));
      builder.write(metadata, model.out());
      new TrainingReport(model.beside("-training")).write(vae.epochs());
      String promise = data.promise().explain(metadata.calibration());
      ModelCard.write(
          metadata,
          new ModelCard.Facts(images.report(), proof.toString(), promise, data.licence()),
          model.beside(".md"));
      out.printf(
          "Exported graph against the network: %s%n"
              + "Threshold %.4g for a false-alarm rate of %.3g; %s%n"
              + "Wrote %s, its card %s, and curves in %s%n",
          proof,
          metadata.threshold().distance(),
          data.promise().rate(),
          promise,
          model.out(),
          model.beside(".md"),
          model.beside("-training"));
      out.flush();
    }
    return 0;
  }

  private Recipe recipe(NormalImages images, Split split) {
    return new Recipe.Request(images.store().shape(), split.training().size())
        .network(Optional.ofNullable(network))
        .feature(Optional.ofNullable(feature).map(Feature::of))
        .layout(Optional.ofNullable(gaussian))
        .likelihood(Optional.ofNullable(likelihood))
        .schedule(Optional.ofNullable(schedule))
        .covariance(Optional.ofNullable(covariance))
        .latent(optional(latent))
        .epochs(optional(epochs))
        .batch(optional(batch))
        .auxiliary(auxiliary)
        .beta(beta)
        .warmUp(warmUp)
        .learningRate(learningRate)
        .patience(patience)
        .complete();
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static void tell(PrintWriter out, FeatureChoice choice) {
    choice
        .auroc()
        .forEach(
            (candidate, auroc) ->
                out.printf(
                    "  %-28s AUROC %.4f against spoiled validation images%n", candidate, auroc));
    out.printf("Distance on: %s%n", choice.chosen());
    out.flush();
  }

  private Provenance provenance(
      NormalImages images, Split split, Recipe recipe, FeatureChoice choice) {
    Map<String, String> options = new TreeMap<>(recipe.options());
    options.put("normal", images.report().label());
    options.put("feature", choice.chosen().feature().title());
    options.put("gaussian", choice.chosen().layout().name().toLowerCase(Locale.ROOT));
    return new Provenance(
        images.sha256(),
        split.training().size(),
        split.validation().size(),
        split.calibration().size(),
        data.seed(),
        options,
        Software.versions());
  }
}
