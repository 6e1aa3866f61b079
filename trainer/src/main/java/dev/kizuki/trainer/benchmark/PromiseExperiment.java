package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.ExponentialTail;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares the promised with the measured false-alarm rate. Many times, a few of the normal
 * distances are drawn to set a threshold, and the others measure the rate. No network is trained.
 */
final class PromiseExperiment {
  /** The factor above the promise at which a split counts as broken. */
  private static final double BROKEN = 2;

  private final float[] normal;
  private final double[] anomalous;
  private final int splits;
  private final long seed;

  /**
   * @param normal distances of normal images that the model was not fitted to; not copied
   * @param anomalous distances of anomalous images, or none; copied
   * @param splits the number of draws
   * @param seed the same seed gives the same draws
   */
  PromiseExperiment(float[] normal, double[] anomalous, int splits, long seed) {
    if (splits < 1) {
      throw new IllegalArgumentException("--splits must be at least 1, was " + splits);
    }
    this.normal = normal;
    this.anomalous = anomalous.clone();
    this.splits = splits;
    this.seed = seed;
    Arrays.sort(this.anomalous);
  }

  /**
   * The result of a rule for one promise, over all splits.
   *
   * @param falseAlarms the mean measured false-alarm rate
   * @param broken the share of the splits whose rate is more than twice the promise
   * @param recall the mean share of the anomalous images above the threshold; empty without such
   *     images
   */
  record Outcome(ThresholdRule rule, double falseAlarms, double broken, OptionalDouble recall) {
    private String cell() {
      return "%.2f / %.0f%s"
          .formatted(
              100 * falseAlarms,
              100 * broken,
              recall.isPresent() ? " / %.0f".formatted(100 * recall.getAsDouble()) : "");
    }
  }

  /**
   * Measures every rule.
   *
   * @param images the number of distances that set the threshold
   * @param rate the promised false-alarm rate
   * @return the outcome of each rule, in the order of the rules
   */
  List<Outcome> measure(int images, double rate) {
    return Arrays.stream(ThresholdRule.values()).map(rule -> measure(rule, images, rate)).toList();
  }

  /** Measures one rule. Every rule gets the same draws, because each starts from the same seed. */
  private Outcome measure(ThresholdRule rule, int images, double rate) {
    double falseAlarms = 0;
    double broken = 0;
    double recall = 0;
    Random random = new Random(seed);
    int[] all = IntStream.range(0, normal.length).toArray();
    for (int split = 0; split < splits; split++) {
      int[] drawn = Split.shuffled(all, random);
      double threshold = rule.threshold(new Calibration(distances(drawn, 0, images)), rate);
      double measured = shareAbove(distances(drawn, images, normal.length), threshold);
      falseAlarms += measured / splits;
      broken += measured > BROKEN * rate ? 1.0 / splits : 0;
      recall += anomaliesAbove(threshold) / splits;
    }
    return new Outcome(
        rule,
        falseAlarms,
        broken,
        anomalous.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(recall));
  }

  private float[] distances(int[] positions, int from, int to) {
    float[] drawn = new float[to - from];
    for (int i = from; i < to; i++) {
      drawn[i - from] = normal[positions[i]];
    }
    return drawn;
  }

  private static double shareAbove(float[] distances, double threshold) {
    int above = 0;
    for (float distance : distances) {
      above += distance > threshold ? 1 : 0;
    }
    return (double) above / distances.length;
  }

  private double anomaliesAbove(double threshold) {
    return anomalous.length == 0
        ? 0
        : (double) Arrays.stream(anomalous).filter(each -> each > threshold).count()
            / anomalous.length;
  }

  /**
   * Makes the table of all rules, in Markdown. Numbers of images that leave fewer than half of the
   * distances to measure the rate are left out.
   *
   * @param sizes the numbers of images that set the threshold, at least {@value
   *     ExponentialTail#IMAGES_NEEDED}
   * @param rates the promised false-alarm rates
   * @throws DataException if there are too few distances for every number
   */
  List<String> table(String title, List<Integer> sizes, List<Double> rates) {
    List<Integer> measured = sizes.stream().filter(images -> 2L * images <= normal.length).toList();
    if (measured.isEmpty()) {
      throw new DataException(
          "%s: of %d normal distances at most half can set a threshold: give smaller --images, or --data with more normal test images"
              .formatted(title, normal.length));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %d normal%s distances, %d splits. Mean false alarms in %% / %% of splits with more than twice the promise%s."
            .formatted(
                title,
                normal.length,
                anomalous.length == 0 ? "" : " and %d anomalous".formatted(anomalous.length),
                splits,
                anomalous.length == 0 ? "" : " / mean recall in %"));
    lines.add("");
    lines.add(
        "| promise | images | %s |"
            .formatted(
                Arrays.stream(ThresholdRule.values())
                    .map(ThresholdRule::title)
                    .collect(Collectors.joining(" | "))));
    lines.add("|---|---|" + "---|".repeat(ThresholdRule.values().length));
    for (double rate : rates) {
      for (int images : measured) {
        lines.add(
            "| %.2g %% | %d | %s |"
                .formatted(
                    100 * rate,
                    images,
                    measure(images, rate).stream()
                        .map(Outcome::cell)
                        .collect(Collectors.joining(" | "))));
      }
    }
    return lines;
  }
}
