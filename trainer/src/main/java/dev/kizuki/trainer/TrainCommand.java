package dev.kizuki.trainer;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.progress.ProcessTime;
import dev.kizuki.trainer.progress.StepProgress;
import dev.kizuki.trainer.proof.ExportProof;
import dev.kizuki.trainer.recipe.FeatureChoice;
import dev.kizuki.trainer.recipe.Learner;
import dev.kizuki.trainer.recipe.NetworkName;
import dev.kizuki.trainer.recipe.Recipe;
import dev.kizuki.trainer.report.TrainingProgress;
import dev.kizuki.trainer.report.TrainingReport;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.TrainedVae;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private final RecipeArguments recipeArguments = new RecipeArguments();

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    model.check();
    ProcessTime time = new ProcessTime();
    NormalImages images;
    Split split;
    try (StepProgress progress = new StepProgress(line.getErr())) {
      NormalImages read = JavaMemory.during("reading the images", () -> data.read(out, progress));
      if (recipeArguments.network(read.store().shape()) == NetworkName.PHOTO) {
        new PhotoTrainer(data, model, recipeArguments.photo(), out, progress).run(read);
        tell(out, time);
        return 0;
      }
      split = JavaMemory.during("comparing the images", () -> data.split(read, out, progress));
      images = read;
    }
    learnVae(images, split, out);
    tell(out, time);
    return 0;
  }

  private static void tell(PrintWriter out, ProcessTime time) {
    out.printf("From reading the images to the model file: %s%n", time);
    out.flush();
  }

  private void learnVae(NormalImages images, Split split, PrintWriter out) {
    Recipe recipe =
        recipeArguments.options().complete(images.store().shape(), split.training().size());
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
    try (TrainedVae vae =
        JavaMemory.during("training the network", () -> learn(recipe, images, split))) {
      FeatureChoice choice =
          JavaMemory.during(
              "fitting the covariances",
              () -> new FeatureChoice(vae, recipe, images.store(), split, data.seed()));
      tell(out, choice);
      ExportProof proof =
          ExportProof.of(vae, choice.model(), images.store(), Split.indices(split.calibration()));
      out.printf("Exported graph against the network: %s%n", proof);
      new ModelWriter(data, model, out)
          .write(
              choice.model(),
              new Calibration(
                  choice.model().distances(images.store(), Split.indices(split.calibration()))),
              images,
              new ModelWriter.Origin(
                  split.training().size(),
                  split.validation().size(),
                  settings(recipe, choice.chosen()),
                  proof.toString()));
      new TrainingReport(model.beside("-training")).write(vae.epochs());
      out.printf(
          "Wrote %s, its card %s, and curves in %s%n",
          model.out(), model.beside(".md"), model.beside("-training"));
    }
  }

  private TrainedVae learn(Recipe recipe, NormalImages images, Split split) {
    try (TrainingProgress progress = new TrainingProgress(recipe.epochs())) {
      return Learner.learn(recipe, images.store(), split, data.seed(), progress);
    }
  }

  private static void tell(PrintWriter out, FeatureChoice choice) {
    choice
        .auroc()
        .forEach(
            (candidate, auroc) ->
                out.printf(
                    "  %-28s AUROC %.4f against spoiled validation images%n", candidate, auroc));
    choice.unusable().forEach((candidate, why) -> out.printf("  %-28s %s%n", candidate, why));
    out.printf("Distance on: %s%n", choice.chosen());
    out.flush();
  }

  private static Map<String, String> settings(Recipe recipe, Feature chosen) {
    Map<String, String> settings = new TreeMap<>(recipe.options());
    settings.put("feature", chosen.title());
    return settings;
  }
}
