package dev.kizuki.trainer.report;

import com.samskivert.mustache.Mustache;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.Projection;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.evaluation.TestScores.ScoredImage;
import dev.kizuki.trainer.vae.Epoch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/**
 * An evaluation as one page that needs no network, {@code report.html}, and the sweep of thresholds
 * as a table, {@code sweep.csv}. The page shows images of the data set.
 */
public final class EvaluationReport {
  /** Latents of each kind that are drawn; t-SNE takes the square of their number. */
  private static final int MOST_POINTS = 400;

  private static final int SHOWN_IMAGES = 12;

  private final Path modelPath;
  private final ModelMetadata metadata;
  private final DataSet data;
  private final TestScores scores;
  private final Evaluation evaluation;

  /**
   * @param modelPath the model's file; beside it lie the curves of its training, if it has any
   */
  public EvaluationReport(
      Path modelPath,
      ModelMetadata metadata,
      DataSet data,
      TestScores scores,
      Evaluation evaluation) {
    this.modelPath = modelPath;
    this.metadata = metadata;
    this.data = data;
    this.scores = scores;
    this.evaluation = evaluation;
  }

  /** A figure with what is to be seen in it. */
  public record Figure(String source, String caption) {}

  /** Some images under a heading. */
  public record Gallery(String heading, List<Thumbnail> images, boolean none) {}

  /** An image, its score and where it comes from. */
  public record Thumbnail(String source, String score, String title) {}

  /** A line of a table. */
  public record Row(String name, String images, String auroc, String recall) {}

  /** Writes the page and the table. */
  public void write(Path folder) {
    try (Reader template =
        new InputStreamReader(
            Objects.requireNonNull(
                EvaluationReport.class.getResourceAsStream("/report.html"), "report.html"),
            StandardCharsets.UTF_8)) {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("report.html"), Mustache.compiler().compile(template).execute(page()));
      Files.write(folder.resolve("sweep.csv"), sweep());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + folder, e);
    }
  }

  private List<String> sweep() {
    List<String> lines = new ArrayList<>();
    lines.add("threshold,precision,recall,f");
    for (Evaluation.Operating each : evaluation.sweep()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%.6g,%.4f,%.4f,%.4f",
              each.threshold(),
              each.precision(),
              each.recall(),
              each.f()));
    }
    return lines;
  }

  private Map<String, Object> page() {
    return Map.of(
        "title", metadata.title(),
        "text", evaluation.text(),
        "labels", labels(),
        "baselines", baselines(),
        "training", training(),
        "latents", latents(),
        "detection", List.of(sweepFigure(), histogram(), roc(), precisionRecall(), calibration()),
        "galleries", galleries());
  }

  private List<Row> labels() {
    return evaluation.byLabel().entrySet().stream()
        .map(
            entry ->
                new Row(
                    entry.getKey(),
                    Integer.toString(entry.getValue().images()),
                    "%.4f".formatted(entry.getValue().auroc()),
                    "%.3f".formatted(entry.getValue().recall())))
        .toList();
  }

  private List<Row> baselines() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("this model", "", "%.4f".formatted(evaluation.auroc()), ""));
    evaluation
        .baselines()
        .forEach((name, auroc) -> rows.add(new Row(name, "", "%.4f".formatted(auroc), "")));
    return rows;
  }

  private List<Figure> training() {
    String stem = modelPath.getFileName().toString().replaceFirst("\\.onnx$", "");
    List<Epoch> epochs = TrainingReport.read(modelPath.resolveSibling(stem + "-training"));
    return epochs.isEmpty()
        ? List.of()
        : List.of(
            figure(TrainingReport.loss(epochs), "What the network learned, epoch by epoch."),
            figure(TrainingReport.mu(epochs), "The prior has a mean of 0."),
            figure(
                TrainingReport.sigma(epochs),
                "The prior has a sigma of 1; near it, dimensions are not used."));
  }

  private List<Figure> latents() {
    if (metadata.latentDimensions() < 2) {
      return List.of();
    }
    Preprocessing shape = metadata.preprocessing();
    List<LabelledImage> training =
        data.train().stream().filter(image -> image.label().equals(scores.normal())).toList();
    List<double[]> fitted = latents(training, shape);
    List<double[]> normal = latents(images(scores.normals()), shape);
    List<double[]> anomalous = latents(images(scores.anomalies()), shape);
    if (fitted.size() < 4) {
      return List.of();
    }
    return List.of(
        projection(
            Projection.pca(fitted, normal, anomalous),
            "The two directions in which the latents of normal training images vary most, and the"
                + " Mahalanobis distances 1 to 4 from them."),
        projection(
            Projection.tsne(fitted, normal, anomalous, 1),
            "t-SNE places all latents together, the anomalous ones too: a picture, and no"
                + " detector."),
        activity(fitted));
  }

  private List<double[]> latents(List<LabelledImage> images, Preprocessing shape) {
    int count = Math.min(MOST_POINTS, images.size());
    List<LabelledImage> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(images.get((int) ((long) i * images.size() / count)));
    }
    DecodedImages decoded = DecodedImages.of(some, data.decoder(), shape);
    int d = metadata.latentDimensions();
    List<double[]> latents = new ArrayList<>();
    try (GraphRunner runner = new GraphRunner(ModelFile.read(modelPath).bytes(), shape)) {
      runner.run(
          ModelMetadata.LATENT,
          decoded.size(),
          decoded.store()::image,
          (start, n, values) -> {
            for (int i = 0; i < n; i++) {
              double[] latent = new double[d];
              for (int j = 0; j < d; j++) {
                latent[j] = values[i * d + j];
              }
              latents.add(latent);
            }
          });
    }
    return latents;
  }

  private static Figure projection(Projection projection, String caption) {
    XYChart chart = Charts.chart("Latents, " + projection.name(), "first", "second");
    for (int distance = 1; distance <= 4; distance++) {
      List<double[]> contour = projection.gaussian().contour(distance);
      Charts.guide(
          chart,
          "distance " + distance,
          contour.stream().mapToDouble(point -> point[0]).toArray(),
          contour.stream().mapToDouble(point -> point[1]).toArray());
    }
    Charts.points(chart, "anomalous", projection.anomalous(), Charts.ANOMALOUS);
    Charts.points(chart, "normal", projection.normal(), Charts.NORMAL);
    return figure(
        chart,
        caption
            + " AUROC of the distance in this plane: %.3f."
                .formatted(projection.detection().auroc()));
  }

  /** Where the latent is a mean over windows, it says little of any of them. */
  private boolean windowed() {
    try (GraphRunner runner =
        new GraphRunner(ModelFile.read(modelPath).bytes(), metadata.preprocessing())) {
      return runner.hasOutput(ModelMetadata.MAP);
    }
  }

  /** The variance of each dimension of mu, largest first: Burda et al. 2016 call 0.01 active. */
  private Figure activity(List<double[]> latents) {
    int d = latents.get(0).length;
    double[] variances = new double[d];
    for (int j = 0; j < d; j++) {
      int dimension = j;
      double mean = latents.stream().mapToDouble(z -> z[dimension]).average().orElseThrow();
      variances[j] =
          latents.stream()
              .mapToDouble(z -> Math.pow(z[dimension] - mean, 2))
              .average()
              .orElseThrow();
    }
    double[] sorted =
        Arrays.stream(variances)
            .boxed()
            .sorted(Comparator.reverseOrder())
            .mapToDouble(v -> Math.max(1e-6, v))
            .toArray();
    long active = Arrays.stream(sorted).filter(v -> v > 0.01).count();
    XYChart chart = Charts.chart("Active dimensions", "dimension", "variance of mu");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0");
    double[] numbers = IntStream.rangeClosed(1, d).asDoubleStream().toArray();
    Charts.line(chart, "variance of mu", numbers, sorted, Charts.NORMAL);
    Charts.guide(chart, "0.01", new double[] {1, d}, new double[] {0.01, 0.01});
    return figure(
        chart,
        "%d of %d dimensions vary with the image (above 0.01).%s"
            .formatted(
                active, d, windowed() ? " The latent is the mean over an image's windows." : ""));
  }

  private Figure sweepFigure() {
    XYChart chart =
        Charts.chart(
            "Threshold against precision, recall and F", "threshold / the model's own", "");
    double own = metadata.threshold().distance();
    double[] x = evaluation.sweep().stream().mapToDouble(each -> each.threshold() / own).toArray();
    chart.getStyler().setLegendPosition(org.knowm.xchart.style.Styler.LegendPosition.InsideSE);
    Charts.line(chart, "precision", x, column(Evaluation.Operating::precision), Charts.NORMAL);
    Charts.line(chart, "recall", x, column(Evaluation.Operating::recall), Charts.ANOMALOUS);
    Charts.line(chart, "F", x, column(Evaluation.Operating::f), Charts.OTHER);
    Charts.guide(chart, "own", new double[] {1, 1}, new double[] {0, 1});
    return figure(
        chart,
        "The model's own threshold, at 1, was set from normal images alone. The best F, %.3f, is an"
                .formatted(evaluation.bestF().f())
            + " upper bound: its threshold looks at the test labels.");
  }

  private double[] column(java.util.function.ToDoubleFunction<Evaluation.Operating> value) {
    return evaluation.sweep().stream().mapToDouble(value).toArray();
  }

  private Figure histogram() {
    XYChart chart = Charts.chart("Scores", "score, distance / threshold", "share of the images");
    chart.getStyler().setXAxisDecimalPattern("0.0");
    double own = metadata.threshold().distance();
    double highest =
        Stream.concat(scores.normals().stream(), scores.anomalies().stream())
            .mapToDouble(image -> image.distance() / own)
            .max()
            .orElseThrow();
    double end = Math.min(highest, 4);
    bars(chart, "anomalous", scores.anomalies(), end, Charts.ANOMALOUS);
    bars(chart, "normal", scores.normals(), end, Charts.NORMAL);
    return figure(
        chart,
        "Above 1 an image is anomalous."
            + (highest > end ? " Scores above 4 are counted in the last step." : ""));
  }

  private void bars(
      XYChart chart, String name, List<ScoredImage> images, double end, java.awt.Color colour) {
    int bins = 60;
    double[] counts = new double[bins];
    for (ScoredImage image : images) {
      double score = image.distance() / metadata.threshold().distance();
      counts[Math.min(bins - 1, (int) (score / end * bins))] += 1.0 / images.size();
    }
    double[] x = new double[2 * bins];
    double[] y = new double[2 * bins];
    for (int i = 0; i < bins; i++) {
      x[2 * i] = end * i / bins;
      x[2 * i + 1] = end * (i + 1) / bins;
      y[2 * i] = counts[i];
      y[2 * i + 1] = counts[i];
    }
    Charts.line(chart, name, x, y, colour);
  }

  private Figure roc() {
    XYChart chart = Charts.chart("ROC", "false-alarm rate", "recall");
    double[] thresholds = scores.detection().thresholds();
    double[] x = new double[thresholds.length];
    double[] y = new double[thresholds.length];
    for (int i = 0; i < thresholds.length; i++) {
      var outcome = scores.detection().at(thresholds[i]);
      x[i] = (double) outcome.falsePositives() / evaluation.normalImages();
      y[i] = outcome.recall();
    }
    chart.getStyler().setLegendVisible(false);
    Charts.line(chart, "ROC", x, y, Charts.NORMAL);
    Charts.guide(chart, "chance", new double[] {0, 1}, new double[] {0, 1});
    return figure(chart, "AUROC %.4f.".formatted(evaluation.auroc()));
  }

  private Figure precisionRecall() {
    XYChart chart = Charts.chart("Precision and recall", "recall", "precision");
    double[] thresholds = scores.detection().thresholds();
    double[] x = new double[thresholds.length];
    double[] y = new double[thresholds.length];
    for (int i = 0; i < thresholds.length; i++) {
      var outcome = scores.detection().at(thresholds[i]);
      x[i] = outcome.recall();
      y[i] = outcome.precision();
    }
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    Charts.line(chart, "precision", x, y, Charts.NORMAL);
    return figure(
        chart,
        "Average precision %.4f, with %d normal and %d anomalous images; where anomalies are rarer,"
                .formatted(
                    evaluation.averagePrecision(),
                    evaluation.normalImages(),
                    evaluation.anomalousImages())
            + " precision is lower.");
  }

  /** Whether the p-values of normal test images are as uniform as they are promised to be. */
  private Figure calibration() {
    Calibration calibration = metadata.calibration();
    double[] p =
        scores.normals().stream()
            .mapToDouble(image -> calibration.pValue(image.distance()))
            .sorted()
            .toArray();
    double[] measured = new double[p.length];
    double[] band = new double[p.length];
    double[] other = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      measured[i] = (i + 1.0) / p.length;
      double spread =
          1.96 * Math.sqrt(p[i] * (1 - p[i]) * (1.0 / p.length + 1.0 / calibration.size()));
      band[i] = Math.min(1, p[i] + spread);
      other[i] = Math.max(0, p[i] - spread);
    }
    XYChart chart =
        Charts.chart("Calibration", "promised false-alarm rate", "measured on normal test images");
    chart.getStyler().setLegendVisible(false);
    Charts.guide(chart, "upper", p, band);
    Charts.guide(chart, "lower", p, other);
    Charts.line(chart, "measured", p, measured, Charts.NORMAL);
    Threshold threshold = metadata.threshold();
    return figure(
        chart,
        "Between the dashed lines the promise is kept as far as %d calibration and %d test images can"
                .formatted(calibration.size(), p.length)
            + " tell (95 %% at each point). Promised %.3g, measured %.3g."
                .formatted(threshold.falseAlarmRate(), evaluation.measuredFalseAlarmRate().rate()));
  }

  private List<Gallery> galleries() {
    double own = metadata.threshold().distance();
    Comparator<ScoredImage> byDistance = Comparator.comparingDouble(ScoredImage::distance);
    return List.of(
        gallery("Most normal", scores.normals().stream().sorted(byDistance)),
        gallery("Most anomalous", scores.anomalies().stream().sorted(byDistance.reversed())),
        gallery(
            "Missed: anomalous, but below the threshold",
            scores.anomalies().stream()
                .filter(image -> image.distance() <= own)
                .sorted(byDistance)),
        gallery(
            "False alarms: normal, but above the threshold",
            scores.normals().stream()
                .filter(image -> image.distance() > own)
                .sorted(byDistance.reversed())));
  }

  private Gallery gallery(String heading, Stream<ScoredImage> images) {
    List<ScoredImage> shown = images.limit(SHOWN_IMAGES).toList();
    DecodedImages decoded =
        DecodedImages.of(images(shown), data.decoder(), metadata.preprocessing());
    List<BufferedImage> pictures =
        IntStream.range(0, decoded.size())
            .mapToObj(i -> picture(decoded.store().image(i)))
            .toList();
    paintWindows(decoded, pictures);
    List<Thumbnail> thumbnails = new ArrayList<>();
    for (int i = 0; i < decoded.size(); i++) {
      thumbnails.add(
          new Thumbnail(
              Charts.dataUri(pictures.get(i)),
              "%.2f".formatted(shown.get(i).distance() / metadata.threshold().distance()),
              "%s, %s".formatted(shown.get(i).image().label(), shown.get(i).image().name())));
    }
    return new Gallery(heading, thumbnails, thumbnails.isEmpty());
  }

  /** Paints the windows over the images' pictures, if the model has windows. */
  private void paintWindows(DecodedImages images, List<BufferedImage> pictures) {
    try (GraphRunner runner =
        new GraphRunner(ModelFile.read(modelPath).bytes(), metadata.preprocessing())) {
      if (!runner.hasOutput(ModelMetadata.MAP)) {
        return;
      }
      int columns = (int) runner.outputShape(ModelMetadata.MAP, 1)[2];
      runner.run(
          ModelMetadata.MAP,
          pictures.size(),
          images.store()::image,
          (start, n, values) -> {
            int each = values.length / n;
            for (int i = 0; i < n; i++) {
              HeatMap.paint(
                  pictures.get(start + i),
                  Arrays.copyOfRange(values, i * each, (i + 1) * each),
                  columns,
                  metadata.threshold().distance());
            }
          });
    }
  }

  private BufferedImage picture(ByteBuffer pixels) {
    Preprocessing shape = metadata.preprocessing();
    int plane = shape.height() * shape.width();
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int red = pixels.get(i) & 0xff;
      int green = shape.channels() == 3 ? pixels.get(i + plane) & 0xff : red;
      int blue = shape.channels() == 3 ? pixels.get(i + 2 * plane) & 0xff : red;
      picture.setRGB(i % shape.width(), i / shape.width(), red << 16 | green << 8 | blue);
    }
    return picture;
  }

  private static List<LabelledImage> images(List<ScoredImage> scored) {
    return scored.stream().map(ScoredImage::image).toList();
  }

  private static Figure figure(XYChart chart, String caption) {
    return new Figure(Charts.dataUri(Charts.image(chart)), caption);
  }
}
