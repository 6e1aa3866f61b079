package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageDecoder;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.ImageScorer;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.LabelledImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How well a model does on the test part of a data set. The images are scored by the code of the
 * service; the threshold is the model's own, set from normal images alone.
 *
 * @param model name and version
 * @param normal label of the normal test images
 * @param normalImages how many were scored
 * @param anomalousImages how many were scored
 * @param rejected test images that could not be scored
 * @param auroc area under the ROC curve
 * @param averagePrecision area under the precision-recall curve
 * @param atThreshold what the model's own threshold gives
 * @param promisedFalseAlarmRate of that threshold
 * @param measuredFalseAlarmRate with its 95 % interval
 * @param bestF the largest F on this test set: an upper bound, for it looks at the labels
 * @param precisionByPrevalence the precision of the model's threshold if this share were anomalous
 * @param byLabel for each anomalous label
 * @param baselines AUROC of detectors without a network
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
    RateInterval measuredFalseAlarmRate,
    Operating bestF,
    Map<String, Double> precisionByPrevalence,
    Map<String, OneLabel> byLabel,
    Map<String, Double> baselines) {

  private static final ImageLimits LIMITS = new ImageLimits(256 << 20, 256_000_000);
  private static final double[] PREVALENCES = {0.1, 0.01, 0.001};

  /** The largest side of the images that the baselines look at. */
  private static final int BASELINE_SIDE = 28;

  /** One threshold. */
  public record Operating(double threshold, double precision, double recall, double f) {
    static Operating of(Detection.Outcome outcome) {
      return new Operating(outcome.threshold(), outcome.precision(), outcome.recall(), outcome.f());
    }
  }

  /** One kind of anomaly against the normal images. */
  public record OneLabel(int images, double auroc, double recall) {}

  /**
   * Scores the test images.
   *
   * @param anomalous the labels to count as anomalous; empty: all others
   * @throws DataException if the data set has no test images of either kind
   */
  public static Evaluation of(Model model, DataSet data, String normal, List<String> anomalous) {
    Map<String, List<LabelledImage>> test = new TreeMap<>();
    for (LabelledImage image : data.test()) {
      boolean wanted =
          image.label().equals(normal) || anomalous.isEmpty() || anomalous.contains(image.label());
      if (wanted) {
        test.computeIfAbsent(image.label(), label -> new ArrayList<>()).add(image);
      }
    }
    requireBoth(data, test, normal, anomalous);
    int[] rejected = {0};
    Map<String, double[]> scores = new TreeMap<>();
    try (ImageScorer scorer = new ImageScorer(model, LIMITS)) {
      test.forEach((label, images) -> scores.put(label, scores(scorer, images, rejected)));
    }
    Detection all = detection(scores, normal);
    Threshold threshold = model.metadata().threshold();
    Detection.Outcome own = all.at(threshold.distance());
    return new Evaluation(
        model.metadata().title(),
        normal,
        all.normalCount(),
        all.anomalousCount(),
        rejected[0],
        all.auroc(),
        all.averagePrecision(),
        Operating.of(own),
        threshold.falseAlarmRate(),
        RateInterval.of(own.falsePositives(), all.normalCount()),
        Operating.of(all.best()),
        precisionByPrevalence(own, all.normalCount()),
        byLabel(scores, normal, threshold),
        baselines(model.metadata().preprocessing(), data, test, normal));
  }

  private static void requireBoth(
      DataSet data, Map<String, List<LabelledImage>> test, String normal, List<String> anomalous) {
    if (!test.containsKey(normal) || test.size() < 2) {
      throw new DataException(
          "Evaluation needs test images labelled '%s' and others%s; the test part holds %s"
                  .formatted(
                      normal,
                      anomalous.isEmpty() ? "" : " among " + anomalous,
                      DataSet.labels(data.test()))
              + " (folders test/<label>, or t10k IDX files)");
    }
  }

  private static double[] scores(ImageScorer scorer, List<LabelledImage> images, int[] rejected) {
    List<Double> scores = new ArrayList<>();
    for (int start = 0; start < images.size(); start += ImageScorer.DEFAULT_BATCH) {
      List<byte[]> some =
          images.subList(start, Math.min(images.size(), start + ImageScorer.DEFAULT_BATCH)).stream()
              .map(image -> image.payload().get())
              .toList();
      for (Verdict verdict : scorer.score(some)) {
        if (verdict instanceof Verdict.Scored scored) {
          scores.add(scored.score().distance());
        } else {
          rejected[0]++;
        }
      }
    }
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Detection detection(Map<String, double[]> scores, String normal) {
    double[] anomalous =
        scores.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(normal))
            .flatMapToDouble(entry -> java.util.Arrays.stream(entry.getValue()))
            .toArray();
    return new Detection(scores.getOrDefault(normal, new double[0]), anomalous);
  }

  /** Precision depends on how rare anomalies are; a test set does not tell. */
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

  private static Map<String, OneLabel> byLabel(
      Map<String, double[]> scores, String normal, Threshold threshold) {
    Map<String, OneLabel> byLabel = new TreeMap<>();
    scores.forEach(
        (label, anomalous) -> {
          if (!label.equals(normal) && anomalous.length > 0) {
            Detection one = new Detection(scores.getOrDefault(normal, new double[0]), anomalous);
            byLabel.put(
                label,
                new OneLabel(anomalous.length, one.auroc(), one.at(threshold.distance()).recall()));
          }
        });
    return byLabel;
  }

  private static Map<String, Double> baselines(
      Preprocessing input, DataSet data, Map<String, List<LabelledImage>> test, String normal) {
    double scale = Math.min(1, (double) BASELINE_SIDE / Math.max(input.width(), input.height()));
    Preprocessing small =
        new Preprocessing(
            1,
            Math.max(1, (int) Math.round(input.height() * scale)),
            Math.max(1, (int) Math.round(input.width() * scale)),
            Resize.STRETCH);
    ImageDecoder decoder = data.decoder();
    List<float[]> training =
        pixels(
            data.train().stream().filter(image -> image.label().equals(normal)).toList(),
            decoder,
            small);
    Map<String, Double> auroc = new TreeMap<>();
    if (training.size() < 2) {
      return auroc;
    }
    for (Baseline baseline : Baselines.fit(training)) {
      Map<String, double[]> scores = new TreeMap<>();
      test.forEach(
          (label, images) ->
              scores.put(
                  label,
                  pixels(images, decoder, small).stream().mapToDouble(baseline::score).toArray()));
      auroc.put(baseline.name(), detection(scores, normal).auroc());
    }
    return auroc;
  }

  private static List<float[]> pixels(
      List<LabelledImage> images, ImageDecoder decoder, Preprocessing small) {
    List<float[]> all = new ArrayList<>();
    for (LabelledImage image : images) {
      Decoding decoding = decoder.decode(image.payload().get());
      ByteBuffer buffer = ByteBuffer.allocate(small.size());
      boolean fits =
          decoding instanceof Pixels pixels && small.write(pixels, buffer).equals(Optional.empty());
      if (fits) {
        float[] values = new float[small.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (buffer.get(i) & 0xff) / 255f;
        }
        all.add(values);
      }
    }
    return all;
  }

  /** Tables for a person. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        %s on %d normal ('%s') and %d anomalous test images%s
          AUROC %.4f, average precision %.4f
          at the model's threshold %.4g: precision %.3f, recall %.3f, F %.3f
          false alarms: promised %s, measured %.4f (95 %% interval %.4f to %.4f)%s
          best F, an upper bound that looks at the test labels: %.3f at %.4g
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
                measuredFalseAlarmRate.contains(promisedFalseAlarmRate)
                    ? ""
                    : ", the promise is OUTSIDE",
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
