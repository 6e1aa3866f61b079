package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.evaluation.LatentVariances;
import dev.kizuki.trainer.evaluation.Projection;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.recipe.FeatureChoice;
import dev.kizuki.trainer.recipe.Learner;
import dev.kizuki.trainer.recipe.Network;
import dev.kizuki.trainer.recipe.Recipe;
import dev.kizuki.trainer.recipe.RecipeOptions;
import dev.kizuki.trainer.report.StudyFigure;
import dev.kizuki.trainer.vae.TrainedVae;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Studies two questions that the article leaves open: the necessary number of latent dimensions,
 * and whether the reduction to two dimensions is sound.
 */
public final class LatentStudy {
  /** The number of latents of each kind that are reduced to two dimensions. */
  private static final int MOST_REDUCED = 300;

  private final Results<Run> results;

  public LatentStudy(Results<Run> results) {
    this.results = results;
  }

  /**
   * The result of one number of dimensions and one seed.
   *
   * @param dimensions the number of latent dimensions D
   * @param active the number of dimensions of mu whose variance over the training images is above
   *     0.01
   * @param heldOutLoss the held-out loss after the last epoch, in nats per image
   * @param auroc the AUROC of the distance in D dimensions, in two dimensions by PCA and by t-SNE,
   *     and on other features
   */
  public record Run(
      int dimensions, long seed, int active, double heldOutLoss, Map<String, Double> auroc) {
    @Override
    public String toString() {
      return "D = %d, seed %d: %d active, AUROC %s".formatted(dimensions, seed, active, auroc);
    }
  }

  /**
   * The plan of the study.
   *
   * @param network the network
   * @param epochs the number of passes over the training images; 0 for the default
   * @param dimensions the numbers of latent dimensions, from 2 on
   * @param seeds the number of seeds
   * @param normal the normal label
   * @param anomalous the anomalous label
   */
  public record Plan(
      Network network,
      int epochs,
      List<Integer> dimensions,
      int seeds,
      String normal,
      String anomalous) {
    public Plan {
      dimensions = List.copyOf(dimensions);
      if (dimensions.stream().anyMatch(d -> d < 2)) {
        throw new IllegalArgumentException("--dimensions must be from 2 on, were " + dimensions);
      }
    }
  }

  /** Makes the missing runs. */
  public void run(DataSet data, Plan plan) {
    LongStream.rangeClosed(1, plan.seeds())
        .forEach(
            seed ->
                plan.dimensions()
                    .forEach(
                        d ->
                            results.make(
                                run -> run.dimensions() == d && run.seed() == seed,
                                () -> List.of(run(data, plan, d, seed)))));
  }

  private static Run run(DataSet data, Plan plan, int dimensions, long seed) {
    Subject subject = Subject.of(data, plan.normal(), plan.anomalous()::equals, seed);
    var images = subject.training().store();
    RecipeOptions.Builder options =
        RecipeOptions.builder().network(plan.network()).latent(dimensions).feature(Feature.MU);
    if (plan.epochs() > 0) {
      options.epochs(plan.epochs());
    }
    Recipe recipe = options.build().complete(images.shape(), subject.split().training().size());
    Map<String, Double> auroc = new LinkedHashMap<>();
    try (TrainedVae vae = Learner.learn(recipe, images, subject.split(), seed, new Silent())) {
      MahalanobisModel mu = FeatureChoice.model(vae, recipe, Feature.MU, images, subject.split());
      auroc.put("mu, D dimensions", subject.detection(mu).auroc());
      int[] training = Split.indices(subject.split().training());
      List<double[]> all = Subject.output(mu, ModelMetadata.LATENT, training, images);
      List<double[]> normal =
          Subject.output(mu, ModelMetadata.LATENT, subject.normal(), MOST_REDUCED);
      List<double[]> anomalous =
          Subject.output(mu, ModelMetadata.LATENT, subject.anomalous(), MOST_REDUCED);
      auroc.put("mu, PCA to 2", Projection.pca(all, normal, anomalous).detection().auroc());
      auroc.put(
          "mu, t-SNE to 2 (transductive)",
          Projection.tsne(normal, anomalous, seed).detection().auroc());
      for (Feature feature : List.of(Feature.MU_LOGVAR, Feature.RESIDUAL)) {
        auroc.put(
            feature.title(),
            subject
                .detection(FeatureChoice.model(vae, recipe, feature, images, subject.split()))
                .auroc());
      }
      return new Run(
          dimensions,
          seed,
          LatentVariances.active(all),
          vae.epochs().get(vae.epochs().size() - 1).heldOutLoss(),
          auroc);
    }
  }

  /** The table in Markdown. */
  public List<String> table() {
    List<Run> runs = results.runs();
    List<String> detectors = List.copyOf(runs.get(0).auroc().keySet());
    List<String> lines = new ArrayList<>();
    lines.add("| D | active | held-out loss | " + String.join(" | ", detectors) + " |");
    lines.add("|---|---|---|" + "---|".repeat(detectors.size()));
    for (int d : dimensions(runs)) {
      List<String> cells = new ArrayList<>();
      cells.add("%.1f".formatted(spread(runs, d, Run::active).mean()));
      cells.add("%.1f".formatted(spread(runs, d, Run::heldOutLoss).mean()));
      for (String detector : detectors) {
        cells.add(spread(runs, d, run -> run.auroc().getOrDefault(detector, 0.0)).toString());
      }
      lines.add("| %d | %s |".formatted(d, String.join(" | ", cells)));
    }
    return lines;
  }

  /** The figure of AUROC against D. */
  public void figure(Network network, Path file) {
    List<Run> runs = results.runs();
    int[] dimensions = dimensions(runs);
    Map<String, double[]> series = new LinkedHashMap<>();
    for (String detector : runs.get(0).auroc().keySet()) {
      series.put(
          detector,
          Arrays.stream(dimensions)
              .mapToDouble(
                  d -> spread(runs, d, run -> run.auroc().getOrDefault(detector, 0.0)).mean())
              .toArray());
    }
    StudyFigure.write(
        "Latent dimensions against AUROC, network " + network.name().toLowerCase(Locale.ROOT),
        Arrays.stream(dimensions).asDoubleStream().toArray(),
        series,
        file);
  }

  private static int[] dimensions(List<Run> runs) {
    return runs.stream().mapToInt(Run::dimensions).sorted().distinct().toArray();
  }

  private static Spread spread(List<Run> runs, int dimensions, ToDoubleFunction<Run> value) {
    return Spread.of(
        runs.stream().filter(run -> run.dimensions() == dimensions).mapToDouble(value));
  }
}
