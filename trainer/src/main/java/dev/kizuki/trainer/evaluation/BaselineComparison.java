package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.baseline.Baseline;
import dev.kizuki.trainer.baseline.Baselines;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.progress.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Measures on test images how well the baselines find the anomalies. */
public final class BaselineComparison {
  /** The number of images that are decoded at once, so that the temporary file stays small. */
  private static final int AT_ONCE = 1000;

  private BaselineComparison() {}

  /**
   * Fits the baselines to the normal training images and scores the test images.
   *
   * @param input the shape of the images that the model takes
   * @return the AUROC of each baseline by its name; empty if there are too few training images, or
   *     a kind of test images is missing
   */
  public static Map<String, Double> auroc(
      DataSet data, Preprocessing input, TestScores scores, Progress progress) {
    return scores.hasBoth()
        ? auroc(
            data,
            scores.normal(),
            input,
            TestScores.images(scores.normals()),
            TestScores.images(scores.anomalies()),
            progress)
        : Map.of();
  }

  /**
   * Fits the baselines to the normal training images and scores the test images.
   *
   * @param input the shape of the images that the model takes
   * @param normal the normal test images; at least one
   * @param anomalous the anomalous test images; at least one
   * @return the AUROC of each baseline by its name; empty if there are too few training images
   */
  public static Map<String, Double> auroc(
      DataSet data,
      String normalLabel,
      Preprocessing input,
      List<LabelledImage> normal,
      List<LabelledImage> anomalous) {
    return auroc(data, normalLabel, input, normal, anomalous, Progress.SILENT);
  }

  private static Map<String, Double> auroc(
      DataSet data,
      String normalLabel,
      Preprocessing input,
      List<LabelledImage> normal,
      List<LabelledImage> anomalous,
      Progress progress) {
    List<LabelledImage> training =
        data.train().stream()
            .filter(image -> image.label().equals(normalLabel))
            .limit(Baselines.MOST_IMAGES)
            .toList();
    progress.begin("Fitting detectors without a network", 2L * training.size());
    List<Baseline> baselines = Baselines.fit(counted(training, progress), data.decoder(), input);
    progress.begin(
        "Scoring without a network", (long) baselines.size() * (normal.size() + anomalous.size()));
    Map<String, Double> auroc = new TreeMap<>();
    for (Baseline baseline : baselines) {
      Detection detection =
          new Detection(
              scores(baseline, counted(normal, progress), data.decoder()),
              scores(baseline, counted(anomalous, progress), data.decoder()));
      auroc.put(baseline.name(), detection.auroc());
    }
    return auroc;
  }

  /** The same images; each reading of one is counted as progress. */
  private static List<LabelledImage> counted(List<LabelledImage> images, Progress progress) {
    return images.stream()
        .map(
            image ->
                new LabelledImage(
                    image.label(),
                    image.name(),
                    () -> {
                      progress.advance();
                      return image.payload().get();
                    }))
        .toList();
  }

  private static double[] scores(
      Baseline baseline, List<LabelledImage> images, ImageDecoder decoder) {
    return IntStream.iterate(0, start -> start < images.size(), start -> start + AT_ONCE)
        .mapToObj(start -> images.subList(start, Math.min(images.size(), start + AT_ONCE)))
        .flatMapToDouble(
            some ->
                Arrays.stream(baseline.scores(DecodedImages.of(some, decoder, baseline.shape()))))
        .toArray();
  }
}
