package dev.kizuki.trainer.evaluation;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.RateInterval;
import dev.kizuki.model.Threshold;
import dev.kizuki.trainer.data.NameGroups;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The evaluation of a model on the test images of a data set. The images are scored with the code
 * of the service. The threshold is the model's own, which was set from normal images alone.
 *
 * <p>Figures that need both kinds of images are empty if the test images are of one kind.
 *
 * @param model the name and version of the model
 * @param normal the label of the normal test images
 * @param normalImages the number of normal images that were scored
 * @param anomalousImages the number of anomalous images that were scored
 * @param rejected the number of test images that could not be scored
 * @param rejectedImages the names of these images, with the reasons
 * @param threshold the model's own threshold on the distance
 * @param groups the groups that the intervals count; empty if they count single images
 * @param auroc the area under the ROC curve
 * @param aurocInterval the same with its 95 % interval
 * @param averagePrecision the area under the precision-recall curve
 * @param atThreshold the counts at the model's own threshold
 * @param promisedFalseAlarmRate the false-alarm rate that this threshold promises
 * @param allowedFalseAlarmRate the interval of the rate that the number of calibration images
 *     allows; for an extrapolated threshold the promised rate itself
 * @param measuredFalseAlarmRate the measured rate with its 95 % interval; empty without normal
 *     images
 * @param measuredRecall the measured recall with its 95 % interval, which counts single images;
 *     empty without anomalous images
 * @param bestF the largest F on this test set; an upper bound, because it uses the labels
 * @param precisionByPrevalence the precision at the model's threshold for several shares of
 *     anomalous images
 * @param byLabel the results for each anomalous label
 * @param pixels how well the model's map shows the defects; empty if there are no masks or no map
 * @param baselines the AUROC of detectors without a network
 * @param sweep the counts at other thresholds, from the smallest distance to the largest
 */
public record Evaluation(
    String model,
    String normal,
    int normalImages,
    int anomalousImages,
    int rejected,
    Map<String, String> rejectedImages,
    double threshold,
    Optional<Groups> groups,
    OptionalDouble auroc,
    Optional<Interval> aurocInterval,
    OptionalDouble averagePrecision,
    Optional<Operating> atThreshold,
    double promisedFalseAlarmRate,
    RateInterval allowedFalseAlarmRate,
    Optional<RateInterval> measuredFalseAlarmRate,
    Optional<RateInterval> measuredRecall,
    Optional<Operating> bestF,
    Map<String, Double> precisionByPrevalence,
    Map<String, OneLabel> byLabel,
    Optional<PixelDetection> pixels,
    Map<String, Double> baselines,
    List<Operating> sweep) {

  private static final double[] PREVALENCES = {0.1, 0.01, 0.001};
  private static final int SWEEP_STEPS = 200;

  /** The seed of the bootstrap: the same images give the same intervals. */
  private static final long SEED = 1;

  /**
   * The groups of the test images.
   *
   * @param count the number of groups
   * @param withNormalImages the number of groups that hold normal images
   */
  public record Groups(int count, int withNormalImages) {}

  /** The counts at one threshold. */
  public record Operating(double threshold, double precision, double recall, double f) {
    static Operating of(Detection.Outcome outcome) {
      return new Operating(outcome.threshold(), outcome.precision(), outcome.recall(), outcome.f());
    }
  }

  /**
   * The results for one kind of anomaly.
   *
   * @param auroc the area under the ROC curve against the normal images; empty without such images
   * @param recall the share of the images above the model's own threshold
   */
  public record OneLabel(int images, OptionalDouble auroc, double recall) {}

  /**
   * Computes all figures.
   *
   * @param grouping the groups of the images; the intervals then count groups
   * @param pixels the comparison of maps with masks, if there was one
   * @param baselines the AUROC of detectors without a network, by name
   */
  public static Evaluation of(
      ModelMetadata metadata,
      TestScores scores,
      Optional<NameGroups> grouping,
      Optional<PixelDetection> pixels,
      Map<String, Double> baselines) {
    Threshold threshold = metadata.threshold();
    GroupBootstrap bootstrap =
        new GroupBootstrap(
            scores, name -> grouping.flatMap(groups -> groups.of(name)).orElse(name), SEED);
    Optional<Detection> both =
        scores.hasBoth() ? Optional.of(scores.detection()) : Optional.empty();
    Optional<Detection.Outcome> own = both.map(all -> all.at(threshold.distance()));
    return new Evaluation(
        metadata.title(),
        scores.normal(),
        scores.normals().size(),
        scores.anomalies().size(),
        scores.failed().size(),
        scores.failed(),
        threshold.distance(),
        grouping.map(each -> new Groups(bootstrap.groups(), bootstrap.normalGroups())),
        both.map(all -> OptionalDouble.of(all.auroc())).orElse(OptionalDouble.empty()),
        both.map(all -> bootstrap.auroc()),
        both.map(all -> OptionalDouble.of(all.averagePrecision())).orElse(OptionalDouble.empty()),
        own.map(Operating::of),
        threshold.falseAlarmRate(),
        allowed(metadata.calibration(), threshold),
        falseAlarms(scores, threshold, grouping.map(each -> bootstrap)),
        rate(scores.anomalies(), threshold),
        both.map(all -> Operating.of(all.best())),
        own.map(outcome -> precisionByPrevalence(outcome, scores.normals().size()))
            .orElse(Map.of()),
        byLabel(scores, threshold),
        pixels,
        baselines,
        both.map(all -> sweep(all, scores)).orElse(List.of()));
  }

  private static RateInterval allowed(Calibration calibration, Threshold threshold) {
    double rate = threshold.falseAlarmRate();
    return threshold.rule() == Threshold.Rule.CONFORMAL
        ? RateInterval.ofThreshold(calibration.allowed(rate), calibration.size())
        : new RateInterval(rate, rate, rate);
  }

  private static Optional<RateInterval> falseAlarms(
      TestScores scores, Threshold threshold, Optional<GroupBootstrap> groups) {
    return scores.normals().isEmpty() || groups.isEmpty()
        ? rate(scores.normals(), threshold)
        : groups.map(bootstrap -> bootstrap.falseAlarms(threshold.distance()));
  }

  private static Optional<RateInterval> rate(
      List<TestScores.ScoredImage> images, Threshold threshold) {
    return images.isEmpty()
        ? Optional.empty()
        : Optional.of(RateInterval.of(alarms(images, threshold), images.size()));
  }

  private static int alarms(List<TestScores.ScoredImage> images, Threshold threshold) {
    return (int) images.stream().filter(image -> threshold.isExceededBy(image.distance())).count();
  }

  private static List<Operating> sweep(Detection all, TestScores scores) {
    DoubleSummaryStatistics range =
        Arrays.stream(TestScores.distances(scores.all())).summaryStatistics();
    return IntStream.rangeClosed(0, SWEEP_STEPS)
        .mapToObj(
            i ->
                Operating.of(
                    all.at(range.getMin() + (range.getMax() - range.getMin()) * i / SWEEP_STEPS)))
        .toList();
  }

  /**
   * Computes the precision for several shares of anomalous images. A test set does not show how
   * rare anomalies are.
   */
  private static Map<String, Double> precisionByPrevalence(
      Detection.Outcome own, int normalImages) {
    double falseAlarmRate = (double) own.falsePositives() / normalImages;
    Map<String, Double> precision = new TreeMap<>();
    for (double prevalence : PREVALENCES) {
      double right = prevalence * own.recall();
      double wrong = (1 - prevalence) * falseAlarmRate;
      precision.put(Double.toString(prevalence), right + wrong == 0 ? 1 : right / (right + wrong));
    }
    return precision;
  }

  private static Map<String, OneLabel> byLabel(TestScores scores, Threshold threshold) {
    Map<String, OneLabel> byLabel = new TreeMap<>();
    scores
        .byLabel()
        .forEach(
            (label, images) -> {
              if (!label.equals(scores.normal()) && !images.isEmpty()) {
                OptionalDouble auroc =
                    scores.normals().isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(scores.detection(label).auroc());
                double recall = (double) alarms(images, threshold) / images.size();
                byLabel.put(label, new OneLabel(images.size(), auroc, recall));
              }
            });
    return byLabel;
  }

  /** A figure with its name, for people. */
  public record Fact(String name, String value) {}

  /** The AUROC of one kind of anomaly in digits, or a dash if there is none. */
  public static String auroc(OneLabel one) {
    return one.auroc().isPresent() ? "%.4f".formatted(one.auroc().getAsDouble()) : "-";
  }

  /** The numbers of test images, in one phrase. */
  public String images() {
    return new EvaluationText(this).images();
  }

  /** The main figures in words, without the tables. */
  public List<Fact> facts() {
    return new EvaluationText(this).facts();
  }

  /** The evaluation as tables of text. */
  public String text() {
    return new EvaluationText(this).text();
  }
}
