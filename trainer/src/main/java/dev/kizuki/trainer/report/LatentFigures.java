package dev.kizuki.trainer.report;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.evaluation.LatentVariances;
import dev.kizuki.trainer.evaluation.Projection;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** Figures of the latents of images in two dimensions, and of the number of active dimensions. */
final class LatentFigures {
  /** The number of latents of each kind that are drawn. The time of t-SNE grows with its square. */
  private static final int MOST_POINTS = 400;

  private static final double LEAST_VARIANCE_SHOWN = 1e-6;

  /** The fewest normal latents that t-SNE can place. */
  private static final int LEAST_FOR_TSNE = 4;

  private final ModelMetadata metadata;
  private final DataSet data;
  private final TestScores scores;
  private final GraphRunner model;

  /**
   * @param model the model with these metadata; the caller must close it
   */
  LatentFigures(ModelMetadata metadata, DataSet data, TestScores scores, GraphRunner model) {
    this.metadata = metadata;
    this.data = data;
    this.scores = scores;
    this.model = model;
  }

  /**
   * Makes the figures. There are none for fewer than two dimensions or very few training images.
   */
  List<Figure> all(Progress progress) {
    List<LabelledImage> training =
        data.train().stream().filter(image -> image.label().equals(scores.normal())).toList();
    if (metadata.latentDimensions() < 2 || training.size() < 4) {
      return List.of();
    }
    List<double[]> fitted = latents(training);
    List<double[]> normal = latents(TestScores.images(scores.normals()));
    List<double[]> anomalous = latents(TestScores.images(scores.anomalies()));
    List<Figure> figures = new ArrayList<>();
    figures.add(
        projection(
            Projection.pca(fitted, normal, anomalous),
            "principal component",
            "The two directions of the largest variance of normal training latents. The dashed"
                + " lines are at the Mahalanobis distances 1 to 4 from their mean."));
    progress.advance();
    if (normal.size() >= LEAST_FOR_TSNE) {
      figures.add(
          projection(
              Projection.tsne(normal, anomalous, 1),
              "t-SNE axis (no unit)",
              "t-SNE places all latents together, the anomalous ones too. It cannot be"
                  + " used as a detector."));
    }
    progress.advance();
    figures.add(activity(fitted));
    return figures;
  }

  private List<double[]> latents(List<LabelledImage> images) {
    int count = Math.min(MOST_POINTS, images.size());
    List<LabelledImage> some =
        IntStream.range(0, count)
            .mapToObj(i -> images.get((int) ((long) i * images.size() / count)))
            .toList();
    DecodedImages decoded = DecodedImages.of(some, data.decoder(), metadata.preprocessing());
    return model.runRows(ModelMetadata.LATENT, decoded.size(), decoded.store()::image);
  }

  private static Figure projection(Projection projection, String axis, String caption) {
    XYChart chart =
        Charts.chart("Latents, " + projection.name(), "first " + axis, "second " + axis);
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
    boolean both = !projection.normal().isEmpty() && !projection.anomalous().isEmpty();
    return Figure.of(
        chart,
        both
            ? caption
                + " AUROC of the distance in this plane: %.3f."
                    .formatted(projection.detection().auroc())
            : caption);
  }

  private Figure activity(List<double[]> latents) {
    int d = metadata.latentDimensions();
    double[] variances =
        Arrays.stream(LatentVariances.of(latents))
            .map(variance -> Math.max(LEAST_VARIANCE_SHOWN, variance))
            .toArray();
    long active = LatentVariances.active(latents);
    XYChart chart =
        Charts.chart(
            "Active dimensions", "dimension, by its variance", "variance of mu (logarithmic)");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setLegendVisible(false);
    double[] numbers = IntStream.rangeClosed(1, d).asDoubleStream().toArray();
    Charts.line(chart, "variance of mu", numbers, variances, Charts.NORMAL);
    Charts.guide(
        chart,
        "active",
        new double[] {1, d},
        new double[] {LatentVariances.ACTIVE, LatentVariances.ACTIVE});
    return Figure.of(
        chart,
        "%d of %d dimensions vary with the image (above 0.01, the dashed line).%s"
            .formatted(
                active,
                d,
                model.hasOutput(ModelMetadata.MAP)
                    ? " The latent is the mean over an image's places."
                    : ""));
  }
}
