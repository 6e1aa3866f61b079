package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.RateInterval;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.evaluation.BaselineComparison;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.progress.ProcessTime;
import dev.kizuki.trainer.recipe.FeatureChoice;
import dev.kizuki.trainer.recipe.Learner;
import dev.kizuki.trainer.recipe.Recipe;
import dev.kizuki.trainer.recipe.RecipeOptions;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The usual test of one-class learning: each class in turn is normal, and all others are anomalous.
 */
public final class OneClass {
  /** The name of the detector that the rule chose. */
  static final String CHOSEN = "chosen by the rule";

  private final Results<Run> results;

  public OneClass(Results<Run> results) {
    this.results = results;
  }

  /**
   * The result of one class and one seed.
   *
   * @param auroc the AUROC on the test images, by detector
   * @param chosen the feature that the rule chose
   * @param falseAlarms the number of normal test images above the chosen detector's threshold for 1
   *     %
   * @param normalImages the number of normal test images
   * @param cpuSeconds the CPU time of training and choosing
   */
  public record Run(
      String label,
      long seed,
      Map<String, Double> auroc,
      String chosen,
      int falseAlarms,
      int normalImages,
      double cpuSeconds) {
    @Override
    public String toString() {
      return "class %s, seed %d: %s, AUROC %.4f, %d of %d normal images above the threshold, %.0f s of CPU"
          .formatted(
              label,
              seed,
              chosen,
              auroc.getOrDefault(CHOSEN, 0.0),
              falseAlarms,
              normalImages,
              cpuSeconds);
    }
  }

  /** Makes the missing runs. */
  public void run(DataSet data, int seeds) {
    LongStream.rangeClosed(1, seeds)
        .forEach(
            seed ->
                data.labels()
                    .forEach(
                        label ->
                            results.make(
                                run -> run.label().equals(label) && run.seed() == seed,
                                () -> List.of(run(data, label, seed)))));
  }

  private static Run run(DataSet data, String label, long seed) {
    Subject subject = Subject.of(data, label, other -> true, seed);
    var images = subject.training().store();
    Recipe recipe =
        RecipeOptions.DEFAULTS.complete(images.shape(), subject.split().training().size());
    ProcessTime cpu = new ProcessTime();
    Map<String, Double> auroc = new LinkedHashMap<>();
    try (TrainedVae vae = Learner.learn(recipe, images, subject.split(), seed, new Silent())) {
      FeatureChoice choice = new FeatureChoice(vae, recipe, images, subject.split(), seed);
      double seconds = cpu.cpuSeconds();
      Detection chosen = subject.detection(choice.model());
      auroc.put(CHOSEN, chosen.auroc());
      for (Feature candidate : recipe.candidates()) {
        auroc.put(
            candidate.title(),
            candidate == choice.chosen()
                ? chosen.auroc()
                : subject
                    .detection(FeatureChoice.model(vae, recipe, candidate, images, subject.split()))
                    .auroc());
      }
      if (seed == 1) {
        auroc.putAll(
            BaselineComparison.auroc(
                data,
                label,
                images.shape(),
                subject.normal().images(),
                subject.anomalous().images()));
      }
      double threshold =
          new Calibration(subject.calibration(choice.model()))
              .threshold(Subject.FALSE_ALARM_RATE)
              .distance();
      return new Run(
          label,
          seed,
          auroc,
          choice.chosen().title(),
          chosen.at(threshold).falsePositives(),
          chosen.normalCount(),
          seconds);
    }
  }

  /** The tables in Markdown. */
  public List<String> tables() {
    List<Run> runs = results.runs();
    List<String> labels = List.copyOf(new TreeSet<>(runs.stream().map(Run::label).toList()));
    List<Long> seeds = List.copyOf(new TreeSet<>(runs.stream().map(Run::seed).toList()));
    LinkedHashMap<String, Integer> detectors = new LinkedHashMap<>();
    runs.forEach(
        run -> run.auroc().keySet().forEach(name -> detectors.merge(name, 1, Integer::sum)));
    List<String> lines = new ArrayList<>();
    lines.add(
        "AUROC in per cent on the test images: the mean over %d classes with its standard deviation over"
                .formatted(labels.size())
            + " %d seeds (detectors without a network have no seed), the lowest class, and then each"
                .formatted(seeds.size())
            + " class as the mean over seeds.");
    lines.add("");
    lines.add("| detector | mean | least | " + String.join(" | ", labels) + " |");
    lines.add("|---|---|---|" + "---|".repeat(labels.size()));
    detectors.forEach(
        (detector, count) -> {
          Spread spread =
              Spread.of(
                  seeds.stream()
                      .mapToDouble(seed -> mean(runs, detector, null, seed))
                      .filter(Double::isFinite));
          List<String> cells = new ArrayList<>();
          double least = 1;
          for (String label : labels) {
            double mean = mean(runs, detector, label, null);
            least = Math.min(least, mean);
            cells.add("%.1f".formatted(100 * mean));
          }
          lines.add(
              "| %s | %s | %.1f | %s |"
                  .formatted(
                      detector,
                      count <= labels.size()
                          ? "%.2f".formatted(100 * spread.mean())
                          : spread.percent(),
                      100 * least,
                      String.join(" | ", cells)));
        });
    lines.addAll(promises(runs, labels));
    return lines;
  }

  private static List<String> promises(List<Run> runs, List<String> labels) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "False alarms of the chosen detector over all seeds together, with a promise of 1 %. The"
            + " interval is that of Clopper and Pearson for the number of images of one seed,"
            + " because all seeds share the images.");
    lines.add("");
    lines.add("| class | measured | 95 % interval | promise inside | CPU seconds of learning |");
    lines.add("|---|---|---|---|---|");
    for (String label : labels) {
      List<Run> own = runs.stream().filter(run -> run.label().equals(label)).toList();
      double alarms = own.stream().mapToInt(Run::falseAlarms).average().orElse(0);
      int images = own.get(0).normalImages();
      RateInterval interval = RateInterval.of(Math.round(alarms), images);
      lines.add(
          "| %s | %.2f %% | %.2f to %.2f %% | %s | %.0f |"
              .formatted(
                  label,
                  100 * alarms / images,
                  100 * interval.low(),
                  100 * interval.high(),
                  interval.contains(Subject.FALSE_ALARM_RATE) ? "yes" : "NO",
                  own.stream().mapToDouble(Run::cpuSeconds).average().orElse(0)));
    }
    return lines;
  }

  private static double mean(
      List<Run> runs, String detector, @Nullable String label, @Nullable Long seed) {
    return runs.stream()
        .filter(run -> label == null || run.label().equals(label))
        .filter(run -> seed == null || run.seed() == seed)
        .filter(run -> run.auroc().containsKey(detector))
        .mapToDouble(run -> run.auroc().getOrDefault(detector, 0.0))
        .average()
        .orElse(Double.NaN);
  }
}
