package dev.kizuki.trainer;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Provenance;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.export.EncoderGraph;
import dev.kizuki.trainer.export.ExportProof;
import dev.kizuki.trainer.export.Feature;
import dev.kizuki.trainer.export.FeatureGraph;
import dev.kizuki.trainer.export.ModelBuilder;
import dev.kizuki.trainer.report.ModelCard;
import dev.kizuki.trainer.report.TrainingProgress;
import dev.kizuki.trainer.report.TrainingReport;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.VaeTraining;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
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
          "mlp: the 784-500-500 network for small binary images. conv: three convolutions, for gray"
              + " and colour images. Default: ${DEFAULT-VALUE}.")
  private Network network = Network.CONV;

  @Option(
      names = "--latent",
      paramLabel = "D",
      description = "Dimensions of the latent. Default: 100 for mlp, 32 for conv.")
  private @Nullable Integer latent;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images. Default: 100 for mlp, 20 for conv.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      description = "Images for each step. Default: 100 for mlp, 32 for conv.")
  private @Nullable Integer batch;

  @Option(
      names = "--likelihood",
      description =
          "bernoulli (binary images; gray values as probabilities) or gaussian. Default:"
              + " ${DEFAULT-VALUE}.")
  private Likelihood likelihood = Likelihood.BERNOULLI;

  @Option(names = "--beta", description = "The weight of the KL term. Default: ${DEFAULT-VALUE}.")
  private double beta = 1;

  @Option(names = "--learning-rate", description = "Adam's step size. Default: ${DEFAULT-VALUE}.")
  private double learningRate = 1e-3;

  @Option(
      names = "--feature",
      paramLabel = "NAME",
      description =
          "What the distance is computed on: mu, mu+logvar, hidden, conv, gradients,"
              + " conv+gradients. Default: hidden for mlp, conv+gradients for conv.")
  private @Nullable String feature;

  @Option(
      names = "--gaussian",
      description =
          "image: one Gaussian for the whole feature. position: one for each position of the"
              + " feature's map, for parts that always lie the same way. shared: the same for all"
              + " positions, for textures. Default: image up to 40 x 40 pixels, else position.")
  private @Nullable Layout gaussian;

  @Option(
      names = "--covariance",
      paramLabel = "RULE",
      description = "ledoit-wolf or ridge:R. Default: ledoit-wolf for mlp, ridge:0.1 for conv.")
  private @Nullable String covariance;

  /** The networks by name. */
  enum Network {
    MLP,
    CONV
  }

  /** How many Gaussians describe an image. */
  enum Layout {
    IMAGE,
    POSITION,
    SHARED
  }

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    model.check();
    NormalImages images = data.read(out);
    Split split = data.split(images);
    Architecture architecture = architecture(images.store().shape());
    Feature chosen = feature == null ? Feature.defaultFor(architecture) : Feature.of(feature);
    Layout layout = layout(chosen, architecture.input());
    Shrinkage shrinkage = Shrinkage.of(covarianceRule());
    VaeTraining.Settings settings = settings();
    EncoderGraph.requireFeasible(
        architecture, chosen, layout != Layout.IMAGE, layout == Layout.POSITION);
    out.printf(
        "Training %s on %d images, calibrating on %d; %d x %d x %d, latent %d, feature %s, %s%n",
        architecture.name(),
        split.training().size(),
        split.calibration().size(),
        architecture.input().channels(),
        architecture.input().height(),
        architecture.input().width(),
        architecture.latent(),
        chosen.title(),
        lower(layout));
    out.flush();
    VaeTraining training = new VaeTraining(architecture, settings, images.store(), split);
    TrainingReport report = new TrainingReport(model.beside("-training"));
    try (TrainingProgress progress = new TrainingProgress(settings.epochs());
        TrainedVae vae = training.run(progress)) {
      FeatureGraph features = EncoderGraph.of(vae, chosen, layout != Layout.IMAGE);
      ModelBuilder builder =
          new ModelBuilder(features, images.store(), split, layout == Layout.SHARED, shrinkage);
      ExportProof proof =
          ExportProof.of(
              vae, features, builder, images.store(), Split.indices(split.calibration()));
      ModelMetadata metadata =
          builder.calibrate(
              model.name(),
              model.version(),
              images.store(),
              split,
              data.falseAlarmRate(),
              provenance(images, split, chosen, layout, shrinkage, settings));
      builder.write(metadata, model.out());
      report.write(vae.epochs());
      ModelCard.write(metadata, images.report(), proof.toString(), model.beside(".md"));
      out.printf(
          "Exported graph against the network: %s%n"
              + "Threshold %.4g for a false-alarm rate of %s, from %d held-out images%n"
              + "Wrote %s, its card %s, and curves in %s%n",
          proof,
          metadata.threshold().distance(),
          data.falseAlarmRate(),
          metadata.calibration().size(),
          model.out(),
          model.beside(".md"),
          model.beside("-training"));
      out.flush();
    }
    return 0;
  }

  private Architecture architecture(Preprocessing input) {
    return switch (network) {
      case MLP -> Architecture.mlp(input, latent == null ? 100 : latent);
      case CONV -> Architecture.conv(input, latent == null ? 32 : latent);
    };
  }

  private VaeTraining.Settings settings() {
    boolean mlp = network == Network.MLP;
    return new VaeTraining.Settings(
        likelihood,
        beta,
        epochs == null ? (mlp ? 100 : 20) : epochs,
        batch == null ? (mlp ? 100 : 32) : batch,
        learningRate,
        data.seed());
  }

  private Layout layout(Feature chosen, Preprocessing input) {
    if (gaussian != null) {
      if (gaussian != Layout.IMAGE && !chosen.spatial()) {
        throw new IllegalArgumentException(
            "--gaussian %s needs a feature with positions, '%s' has none"
                .formatted(gaussian, chosen.title()));
      }
      return gaussian;
    }
    boolean large = input.width() * input.height() > NormalImages.ShapeRequest.MAX_ODD_PIXELS;
    return chosen.spatial() && network == Network.CONV && large ? Layout.POSITION : Layout.IMAGE;
  }

  private String covarianceRule() {
    if (covariance != null) {
      return covariance;
    }
    return network == Network.MLP ? "ledoit-wolf" : "ridge:0.1";
  }

  private Provenance provenance(
      NormalImages images,
      Split split,
      Feature chosen,
      Layout layout,
      Shrinkage shrinkage,
      VaeTraining.Settings settings) {
    Map<String, String> options = new TreeMap<>();
    options.put("network", lower(network));
    options.put("normal", images.report().label());
    options.put("likelihood", lower(settings.likelihood()));
    options.put("beta", Double.toString(settings.beta()));
    options.put("epochs", Integer.toString(settings.epochs()));
    options.put("batch", Integer.toString(settings.batch()));
    options.put("learning-rate", Double.toString(settings.learningRate()));
    options.put("feature", chosen.title());
    options.put("gaussian", lower(layout));
    options.put("covariance", shrinkage.toString());
    return new Provenance(
        images.sha256(),
        split.training().size(),
        split.calibration().size(),
        data.seed(),
        options,
        Software.versions());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
