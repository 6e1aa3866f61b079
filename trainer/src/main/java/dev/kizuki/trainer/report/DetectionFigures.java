package dev.kizuki.trainer.report;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.evaluation.TestScores.ScoredImage;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/** Figures of the distances of test images. */
final class DetectionFigures {
  private static final int BARS = 60;

  /** Scores above this value count in the last bin of the histogram. */
  private static final double HIGHEST_SCORE = 4;

  private final ModelMetadata metadata;
  private final TestScores scores;
  private final Evaluation evaluation;
  private final List<Detection.Outcome> outcomes;

  DetectionFigures(ModelMetadata metadata, TestScores scores, Evaluation evaluation) {
    this.metadata = metadata;
    this.scores = scores;
    this.evaluation = evaluation;
    if (scores.hasBoth()) {
      Detection detection = scores.detection();
      this.outcomes = Arrays.stream(detection.thresholds()).mapToObj(detection::at).toList();
    } else {
      this.outcomes = List.of();
    }
  }

  /** The figures for the kinds of images that there are. */
  List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    figures.add(histogram());
    if (scores.hasBoth()) {
      figures.add(sweep());
      figures.add(roc());
      figures.add(precisionRecall());
    }
    if (!scores.normals().isEmpty()) {
      figures.add(calibration());
    }
    return figures;
  }

  private double score(double distance) {
    return metadata.threshold().relative(distance);
  }

  private Figure sweep() {
    XYChart chart =
        Charts.chart(
            "Results at other thresholds",
            "threshold / the model's own threshold",
            "precision, recall, F (0 to 1)");
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
    double[] x = swept(each -> score(each.threshold()));
    Charts.line(chart, "precision", x, swept(Evaluation.Operating::precision), Charts.NORMAL);
    Charts.line(chart, "recall", x, swept(Evaluation.Operating::recall), Charts.ANOMALOUS);
    Charts.line(chart, "F", x, swept(Evaluation.Operating::f), Charts.OTHER);
    chart.getStyler().setXAxisMax(Math.max(1.2, Math.min(HIGHEST_SCORE, x[x.length - 1])));
    Charts.guide(chart, "own", new double[] {1, 1}, new double[] {0, 1});
    return Figure.of(chart, "The model's own threshold, at 1, was set from normal images alone.");
  }

  private double[] swept(ToDoubleFunction<Evaluation.Operating> value) {
    return evaluation.sweep().stream().mapToDouble(value).toArray();
  }

  private Figure histogram() {
    XYChart chart =
        Charts.chart("Scores", "score = distance / threshold", "share of the images in a bin");
    double highest =
        scores.all().stream().mapToDouble(image -> score(image.distance())).max().orElseThrow();
    double end = Math.max(1.2, Math.min(highest, HIGHEST_SCORE));
    double top =
        Math.max(
            bars(chart, "anomalous", scores.anomalies(), end, Charts.ANOMALOUS),
            bars(chart, "normal", scores.normals(), end, Charts.NORMAL));
    Charts.guide(chart, "threshold", new double[] {1, 1}, new double[] {0, top});
    return Figure.of(
        chart,
        "Above 1, the dashed line, an image is anomalous."
            + (highest > end ? " Scores above 4 are counted in the last bin." : ""));
  }

  /** Draws a histogram and returns the largest share in a bin. */
  private double bars(
      XYChart chart, String name, List<ScoredImage> images, double end, Color colour) {
    if (images.isEmpty()) {
      return 0;
    }
    double[] counts = new double[BARS];
    for (ScoredImage image : images) {
      counts[Math.min(BARS - 1, (int) (score(image.distance()) / end * BARS))] +=
          1.0 / images.size();
    }
    double[] x = new double[2 * BARS];
    double[] y = new double[2 * BARS];
    for (int i = 0; i < BARS; i++) {
      x[2 * i] = end * i / BARS;
      x[2 * i + 1] = end * (i + 1) / BARS;
      y[2 * i] = counts[i];
      y[2 * i + 1] = counts[i];
    }
    Charts.line(chart, name, x, y, colour);
    return Arrays.stream(y).max().orElseThrow();
  }

  private Figure roc() {
    XYChart chart = Charts.chart("ROC curve", "false-alarm rate (0 to 1)", "recall (0 to 1)");
    chart.getStyler().setLegendVisible(false);
    Charts.line(
        chart,
        "ROC",
        overThresholds(each -> (double) each.falsePositives() / evaluation.normalImages()),
        overThresholds(Detection.Outcome::recall),
        Charts.NORMAL);
    Charts.guide(chart, "chance", new double[] {0, 1}, new double[] {0, 1});
    return Figure.of(chart, "The area under the curve is AUROC. The dashed line is chance.");
  }

  private Figure precisionRecall() {
    XYChart chart = Charts.chart("Precision and recall", "recall (0 to 1)", "precision (0 to 1)");
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    Charts.line(
        chart,
        "precision",
        overThresholds(Detection.Outcome::recall),
        overThresholds(Detection.Outcome::precision),
        Charts.NORMAL);
    return Figure.of(
        chart,
        "For %d normal and %d anomalous images. If anomalies are rarer, precision is lower."
            .formatted(evaluation.normalImages(), evaluation.anomalousImages()));
  }

  private double[] overThresholds(ToDoubleFunction<Detection.Outcome> value) {
    return outcomes.stream().mapToDouble(value).toArray();
  }

  /**
   * Compares the p-values of normal test images with the uniform distribution that they should
   * have.
   */
  private Figure calibration() {
    Calibration calibration = metadata.calibration();
    double[] p =
        scores.normals().stream()
            .mapToDouble(image -> calibration.pValue(image.distance()))
            .sorted()
            .toArray();
    double[] measured = new double[p.length];
    double[] upper = new double[p.length];
    double[] lower = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      measured[i] = (i + 1.0) / p.length;
      double spread =
          1.96 * Math.sqrt(p[i] * (1 - p[i]) * (1.0 / p.length + 1.0 / calibration.size()));
      upper[i] = Math.min(1, p[i] + spread);
      lower[i] = Math.max(0, p[i] - spread);
    }
    XYChart chart =
        Charts.chart(
            "Promised and measured false alarms",
            "promised false-alarm rate (0 to 1)",
            "measured rate (0 to 1)");
    chart.getStyler().setLegendVisible(false);
    Charts.guide(chart, "upper", p, upper);
    Charts.guide(chart, "lower", p, lower);
    Charts.line(chart, "measured", p, measured, Charts.NORMAL);
    return Figure.of(
        chart,
        "The promise is consistent with %d calibration and %d test images if the curve is between the"
                .formatted(calibration.size(), p.length)
            + " dashed lines (95 % at each point, counted by images).");
  }
}
