package dev.kizuki.trainer.evaluation;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.model.RateInterval;
import dev.kizuki.trainer.evaluation.Evaluation.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Puts an evaluation into words. */
final class EvaluationText {
  private final Evaluation evaluation;

  EvaluationText(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The main figures and the tables, several lines. */
  String text() {
    StringBuilder text = new StringBuilder(evaluation.model()).append(" on ").append(images());
    facts().forEach(fact -> text.append("%n  %s: %s".formatted(fact.name(), fact.value())));
    text.append("%n".formatted());
    if (!evaluation.byLabel().isEmpty()) {
      text.append("%n  %-24s %7s %8s %8s%n".formatted("anomaly", "images", "AUROC", "recall"));
      evaluation
          .byLabel()
          .forEach(
              (label, one) ->
                  text.append(
                      "  %-24s %7d %8s %8.3f%n"
                          .formatted(label, one.images(), Evaluation.auroc(one), one.recall())));
    }
    if (!evaluation.baselines().isEmpty()) {
      text.append("%n  %-36s %8s%n".formatted("without a network", "AUROC"));
      evaluation
          .baselines()
          .forEach((name, value) -> text.append("  %-36s %8.4f%n".formatted(name, value)));
    }
    return text.toString();
  }

  /** The test images, in one phrase. */
  String images() {
    List<String> kinds = new ArrayList<>();
    if (evaluation.normalImages() > 0 || evaluation.anomalousImages() == 0) {
      kinds.add("%d normal ('%s')".formatted(evaluation.normalImages(), evaluation.normal()));
    }
    if (evaluation.anomalousImages() > 0) {
      kinds.add("%d anomalous".formatted(evaluation.anomalousImages()));
    }
    return String.join(" and ", kinds)
        + " test images"
        + (evaluation.rejected() == 0
            ? ""
            : ", %d more could not be scored".formatted(evaluation.rejected()));
  }

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    evaluation
        .aurocInterval()
        .ifPresent(
            auroc ->
                facts.add(
                    new Fact(
                        "AUROC",
                        "%.4f (95 %% interval %.4f to %.4f%s)"
                            .formatted(auroc.value(), auroc.low(), auroc.high(), groups()))));
    evaluation
        .averagePrecision()
        .ifPresent(area -> facts.add(new Fact("average precision", "%.4f".formatted(area))));
    facts.add(atThreshold());
    facts.add(falseAlarms());
    evaluation.bestF().ifPresent(best -> facts.add(bestF(best)));
    if (!evaluation.precisionByPrevalence().isEmpty()) {
      facts.add(precision());
    }
    evaluation.pixels().ifPresent(pixels -> facts.addAll(pixels(pixels)));
    return facts;
  }

  private String groups() {
    return evaluation.groups().map(groups -> ", by %d groups".formatted(groups.count())).orElse("");
  }

  private Fact atThreshold() {
    String name = "at the model's threshold %.4g".formatted(evaluation.threshold());
    if (evaluation.measuredRecall().isEmpty()) {
      return new Fact(name, "recall cannot be measured, because there is no anomalous test image");
    }
    RateInterval recall = evaluation.measuredRecall().get();
    String measured =
        "recall %.3f (95 %% interval %.3f to %.3f)"
            .formatted(recall.rate(), recall.low(), recall.high());
    return new Fact(
        name,
        evaluation
            .atThreshold()
            .map(own -> "%s, precision %.3f, F %.3f".formatted(measured, own.precision(), own.f()))
            .orElse(measured));
  }

  private Fact falseAlarms() {
    return new Fact(
        "false alarms",
        "promised %s, ".formatted(evaluation.promisedFalseAlarmRate())
            + evaluation
                .measuredFalseAlarmRate()
                .map(
                    measured ->
                        "measured %.4f (95 %% interval %.4f to %.4f%s)%s"
                            .formatted(
                                measured.rate(),
                                measured.low(),
                                measured.high(),
                                evaluation
                                    .groups()
                                    .map(
                                        each -> ", by %d groups".formatted(each.withNormalImages()))
                                    .orElse(""),
                                promise(measured)))
                .orElse("not measured, because there is no normal test image"));
  }

  /** Compares the measured rate with the promised rate, in words. */
  private String promise(RateInterval measured) {
    if (measured.low() > evaluation.allowedFalseAlarmRate().high()) {
      return ", MORE than promised";
    }
    return measured.high() < evaluation.allowedFalseAlarmRate().low()
        ? ", fewer than promised"
        : "";
  }

  private static Fact bestF(Evaluation.Operating best) {
    return new Fact(
        "best F, an upper bound that uses the test labels",
        best.threshold() < 0
            ? "%.3f with an alarm for each image".formatted(best.f())
            : "%.3f at %.4g".formatted(best.f(), best.threshold()));
  }

  private Fact precision() {
    return new Fact(
        "precision if anomalies were rarer",
        evaluation.precisionByPrevalence().entrySet().stream()
            .map(entry -> "%.3f at a share of %s".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", ")));
  }

  private static List<Fact> pixels(PixelDetection pixels) {
    List<Fact> facts = new ArrayList<>();
    String measured =
        pixels.auroc().isPresent() && pixels.aupro().isPresent()
            ? "AUROC %.4f, AUPRO %.4f (up to a false-positive rate of %s), %d regions, %d images"
                .formatted(
                    pixels.auroc().getAsDouble(),
                    pixels.aupro().getAsDouble(),
                    PixelDetection.FALSE_POSITIVE_LIMIT,
                    pixels.regions(),
                    pixels.images())
            : "not measured, because no mask could be used";
    facts.add(new Fact("pixels against the masks", measured));
    if (pixels.method() == Evidence.Method.OCCLUSION) {
      facts.add(
          new Fact(
              "map of the pixels", "by occlusion, at most 0.3 s an image: the model gives no map"));
    }
    if (!pixels.leftOut().isEmpty()) {
      facts.add(
          new Fact(
              "images without a mask that can be used",
              "%d, left out of the figures on pixels".formatted(pixels.leftOut().size())));
    }
    return facts;
  }
}
