package dev.kizuki.trainer.evaluation;

import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.baseline.Baseline;
import dev.kizuki.trainer.baseline.Baselines;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
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
   * @param normal test images
   * @param anomalous test images
   * @return the AUROC of each baseline by its name; empty if there are too few training images
   */
  public static Map<String, Double> auroc(
      DataSet data,
      String normalLabel,
      Preprocessing input,
      List<LabelledImage> normal,
      List<LabelledImage> anomalous) {
    List<LabelledImage> training =
        data.train().stream().filter(image -> image.label().equals(normalLabel)).toList();
    Map<String, Double> auroc = new TreeMap<>();
    for (Baseline baseline : Baselines.fit(training, data.decoder(), input)) {
      Detection detection =
          new Detection(
              scores(baseline, normal, data.decoder()),
              scores(baseline, anomalous, data.decoder()));
      auroc.put(baseline.name(), detection.auroc());
    }
    return auroc;
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
