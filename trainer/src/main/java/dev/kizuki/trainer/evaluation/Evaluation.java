package dev.kizuki.trainer.evaluation;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.calibration.RateInterval;
import dev.kizuki.trainer.data.DataSet;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The evaluation of a model on the test images of a data set. The images are scored with the code
 * of the service. The threshold is the model's own, which was set from normal images alone.
 *
 * @param model the name and version of the model
 * @param normal the label of the normal test images
 * @param normalImages the number of normal images that were scored
 * @param anomalousImages the number of anomalous images that were scored
 * @param rejected the number of test images that could not be scored
 * @param auroc the area under the ROC curve
 * @param averagePrecision the area under the precision-recall curve
 * @param atThreshold the counts at the model's own threshold
 * @param promisedFalseAlarmRate the false-alarm rate that this threshold promises
 * @param allowedFalseAlarmRate the interval of the rate that the number of calibration images
 *     allows; for an extrapolated threshold the promised rate itself
 * @param measuredFalseAlarmRate the measured rate with its 95 % interval
 * @param bestF the largest F on this test set; an upper bound, because it uses the labels
 * @param precisionByPrevalence the precision at the model's threshold for several shares of
 *     anomalous images
 * @param byLabel the results for each anomalous label
 * @param baselines the AUROC of detectors without a network
 * @param sweep the counts at other thresholds, from the smallest distance to the largest
 */
public record Evaluation(
    String model,
    String normal,
    int normalImages,
    int anomalousImages,
    int rejected,
    double auroc,
    double averagePrecision,
    Operating atThreshold,
    double promisedFalseAlarmRate,
    RateInterval allowedFalseAlarmRate,
    RateInterval measuredFalseAlarmRate,
    Operating bestF,
    Map<String, Double> precisionByPrevalence,
    Map<String, OneLabel> byLabel,
    Map<String, Double> baselines,
    List<Operating> sweep) {

  private static final double[] PREVALENCES = {0.1, 0.01, 0.001};
  private static final int SWEEP_STEPS = 200;

  /** The counts at one threshold. */
  public record Operating(double threshold, double precision, double recall, double f) {
    static Operating of(Detection.Outcome outcome) {
      return new Operating(outcome.threshold(), outcome.precision(), outcome.recall(), outcome.f());
    }
  }

  /** The results for one kind of anomaly against the normal images. */
  public record OneLabel(int images, double auroc, double recall) {}

  /** Computes all figures. */
  public static Evaluation of(Model model, DataSet data, TestScores scores) {
    Detection all = scores.detection();
    Threshold threshold = model.metadata().threshold();
    Detection.Outcome own = all.at(threshold.distance());
    return new Evaluation(
        model.metadata().title(),
        scores.normal(),
        all.normalCount(),
        all.anomalousCount(),
        scores.failed().size(),
        all.auroc(),
        all.averagePrecision(),
        Operating.of(own),
        threshold.falseAlarmRate(),
        allowed(model.metadata().calibration(), threshold),
        RateInterval.of(own.falsePositives(), all.normalCount()),
        Operating.of(all.best()),
        precisionByPrevalence(own, all.normalCount()),
        byLabel(scores, threshold),
        BaselineComparison.auroc(
            data,
            scores.normal(),
            model.metadata().preprocessing(),
            TestScores.images(scores.normals()),
            TestScores.images(scores.anomalies())),
        sweep(all, scores));
  }

  private static RateInterval allowed(Calibration calibration, Threshold threshold) {
    double rate = threshold.falseAlarmRate();
    return threshold.rule() == Threshold.Rule.CONFORMAL
        ? RateInterval.ofThreshold(calibration.allowed(rate), calibration.size())
        : new RateInterval(rate, rate, rate);
  }

  /** Compares the measured rate with the promised rate, in words. */
  private String promise() {
    if (measuredFalseAlarmRate.low() > allowedFalseAlarmRate.high()) {
      return ", MORE than promised";
    }
    return measuredFalseAlarmRate.high() < allowedFalseAlarmRate.low()
        ? ", fewer than promised"
        : "";
  }

  private static List<Operating> sweep(Detection all, TestScores scores) {
    DoubleSummaryStatistics range =
        DoubleStream.concat(
                Arrays.stream(TestScores.distances(scores.normals())),
                Arrays.stream(TestScores.distances(scores.anomalies())))
            .summaryStatistics();
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
                Detection one = scores.detection(label);
                byLabel.put(
                    label,
                    new OneLabel(
                        images.size(), one.auroc(), one.at(threshold.distance()).recall()));
              }
            });
    return byLabel;
  }

  /** The evaluation as tables of text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        %s on %d normal ('%s') and %d anomalous test images%s
          AUROC %.4f, average precision %.4f
          at the model's threshold %.4g: precision %.3f, recall %.3f, F %.3f
          false alarms: promised %s, measured %.4f (95 %% interval %.4f to %.4f)%s
          best F, an upper bound that uses the test labels: %.3f at %.4g
          precision if anomalies were rarer:"""
            .formatted(
                model,
                normalImages,
                normal,
                anomalousImages,
                rejected == 0 ? "" : ", %d more could not be scored".formatted(rejected),
                auroc,
                averagePrecision,
                atThreshold.threshold(),
                atThreshold.precision(),
                atThreshold.recall(),
                atThreshold.f(),
                promisedFalseAlarmRate,
                measuredFalseAlarmRate.rate(),
                measuredFalseAlarmRate.low(),
                measuredFalseAlarmRate.high(),
                promise(),
                bestF.f(),
                bestF.threshold()));
    precisionByPrevalence.forEach(
        (prevalence, precision) ->
            text.append(" %.3f at a share of %s,".formatted(precision, prevalence)));
    text.setLength(text.length() - 1);
    text.append("%n%n  %-24s %7s %8s %8s%n".formatted("anomaly", "images", "AUROC", "recall"));
    byLabel.forEach(
        (label, one) ->
            text.append(
                "  %-24s %7d %8.4f %8.3f%n"
                    .formatted(label, one.images(), one.auroc(), one.recall())));
    text.append("%n  %-32s %8s%n".formatted("without a network", "AUROC"));
    baselines.forEach((name, value) -> text.append("  %-32s %8.4f%n".formatted(name, value)));
    return text.toString();
  }
}
