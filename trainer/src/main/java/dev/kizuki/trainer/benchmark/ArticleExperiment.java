package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.evaluation.Projection;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.recipe.FeatureChoice;
import dev.kizuki.trainer.recipe.Learner;
import dev.kizuki.trainer.recipe.Network;
import dev.kizuki.trainer.recipe.Recipe;
import dev.kizuki.trainer.recipe.RecipeOptions;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The experiment of the article, zeros against sixes. It follows two protocols: that of the
 * article, which uses training images and anomalies to set the threshold, and an honest one, on
 * test images with a threshold from normal images alone.
 */
public final class ArticleExperiment {
  /**
   * The number of latents of zeros, and of sixes, for t-SNE. The time of t-SNE grows with its
   * square.
   */
  private static final int PLACED = 1000;

  private final Results<Run> results;

  public ArticleExperiment(Results<Run> results) {
    this.results = results;
  }

  /**
   * The result of one protocol with one detector and one seed.
   *
   * @param auroc the AUROC on the images of the protocol
   * @param at the counts at each threshold
   */
  public record Run(String protocol, String detector, long seed, double auroc, List<At> at) {
    public Run {
      at = List.copyOf(at);
    }

    @Override
    public String toString() {
      return "seed %d, %s, %s: AUROC %.4f".formatted(seed, protocol, detector, auroc);
    }
  }

  /**
   * A threshold.
   *
   * @param rule the rule that sets the threshold
   * @param balancedF the F for equal numbers of anomalous and normal images
   */
  public record At(
      String rule,
      double precision,
      double recall,
      double f,
      double balancedF,
      double falseAlarms) {}

  /** Makes the missing runs. */
  public void run(DataSet data, String normal, String anomalous, int seeds, int epochs) {
    LongStream.rangeClosed(1, seeds)
        .forEach(
            seed ->
                results.make(
                    run -> run.seed() == seed,
                    () -> {
                      Subject subject = Subject.of(data, normal, anomalous::equals, seed);
                      return Stream.concat(
                              article(data, subject, anomalous, seed, epochs).stream(),
                              ours(subject, seed).stream())
                          .toList();
                    }));
  }

  private static List<Run> article(
      DataSet data, Subject subject, String anomalous, long seed, int epochs) {
    var images = subject.training().store();
    RecipeOptions options =
        RecipeOptions.builder().network(Network.MLP).epochs(epochs).feature(Feature.MU).build();
    Recipe recipe = options.complete(images.shape(), subject.split().training().size());
    List<Run> runs = new ArrayList<>();
    try (TrainedVae vae = Learner.learn(recipe, images, subject.split(), seed, new Silent())) {
      MahalanobisModel mu = model(vae, recipe, Feature.MU, subject);
      List<double[]> zeros =
          Subject.output(mu, ModelMetadata.LATENT, firstOf(subject.split()), images);
      List<LabelledImage> sixes =
          data.train().stream()
              .filter(image -> image.label().equals(anomalous))
              .limit(PLACED)
              .toList();
      List<double[]> anomalies =
          Subject.output(
              mu,
              ModelMetadata.LATENT,
              DecodedImages.of(sixes, data.decoder(), images.shape()),
              PLACED);
      Detection transductive = Projection.tsne(zeros, anomalies, seed).detection();
      runs.add(
          new Run(
              "the article's",
              "mlp, t-SNE of mu to 2",
              seed,
              transductive.auroc(),
              List.of(at("best F on these very images", transductive, transductive.best()))));
      for (Feature feature : List.of(Feature.MU, Feature.MU_LOGVAR, Feature.HIDDEN)) {
        runs.add(
            honest("mlp, " + feature.title(), model(vae, recipe, feature, subject), subject, seed));
      }
    }
    return runs;
  }

  private static int[] firstOf(Split split) {
    return Split.indices(split.training().subList(0, Math.min(PLACED, split.training().size())));
  }

  private static List<Run> ours(Subject subject, long seed) {
    var images = subject.training().store();
    Recipe recipe =
        RecipeOptions.DEFAULTS.complete(images.shape(), subject.split().training().size());
    try (TrainedVae vae = Learner.learn(recipe, images, subject.split(), seed, new Silent())) {
      FeatureChoice choice = new FeatureChoice(vae, recipe, images, subject.split(), seed);
      return List.of(
          honest("default recipe, chose " + choice.chosen(), choice.model(), subject, seed),
          honest(
              "gradients alone",
              FeatureChoice.model(vae, recipe, Feature.GRADIENTS, images, subject.split()),
              subject,
              seed));
    }
  }

  private static MahalanobisModel model(
      TrainedVae vae, Recipe recipe, Feature feature, Subject subject) {
    return FeatureChoice.model(vae, recipe, feature, subject.training().store(), subject.split());
  }

  private static Run honest(String detector, MahalanobisModel model, Subject subject, long seed) {
    Detection test = subject.detection(model);
    Calibration calibration = new Calibration(subject.calibration(model));
    return new Run(
        "held-out",
        detector,
        seed,
        test.auroc(),
        List.of(
            at("5 % of held-out normals", test, test.at(calibration.threshold(0.05).distance())),
            at("1 % of held-out normals", test, test.at(calibration.threshold(0.01).distance())),
            at("best F, an upper bound", test, test.best())));
  }

  private static At at(String rule, Detection detection, Detection.Outcome outcome) {
    double falseAlarms = (double) outcome.falsePositives() / detection.normalCount();
    return new At(
        rule,
        outcome.precision(),
        outcome.recall(),
        outcome.f(),
        2 * outcome.recall() / (1 + outcome.recall() + falseAlarms),
        falseAlarms);
  }

  /** The table in Markdown: means over the seeds and standard deviations. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| protocol | detector | AUROC | threshold | precision | recall | F | balanced F | false"
            + " alarms |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    results.runs().stream()
        .map(run -> List.of(run.protocol(), run.detector()))
        .distinct()
        .forEach(
            key -> {
              List<Run> runs =
                  results.runs().stream()
                      .filter(run -> List.of(run.protocol(), run.detector()).equals(key))
                      .toList();
              for (int i = 0; i < runs.get(0).at().size(); i++) {
                int index = i;
                lines.add(
                    "| %s | %s | %s | %s | %s | %s | %s | %s | %s %% |"
                        .formatted(
                            key.get(0),
                            key.get(1),
                            Spread.of(runs.stream().mapToDouble(Run::auroc)),
                            runs.get(0).at().get(i).rule(),
                            over(runs, index, At::precision),
                            over(runs, index, At::recall),
                            over(runs, index, At::f),
                            over(runs, index, At::balancedF),
                            over(runs, index, At::falseAlarms).percent()));
              }
            });
    return lines;
  }

  private static Spread over(List<Run> runs, int index, ToDoubleFunction<At> value) {
    return Spread.of(runs.stream().mapToDouble(run -> value.applyAsDouble(run.at().get(index))));
  }
}
