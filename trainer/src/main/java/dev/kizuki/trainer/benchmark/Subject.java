package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.export.MahalanobisModel;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * One class of a data set as the normal class, with test images of this class and of others.
 *
 * @param training the normal training images
 * @param split the split of the training images
 * @param normal the normal test images
 * @param anomalous the anomalous test images
 */
record Subject(NormalImages training, Split split, DecodedImages normal, DecodedImages anomalous) {

  /** The false-alarm rate of all experiments. */
  static final double FALSE_ALARM_RATE = 0.01;

  /**
   * Reads the images of a class.
   *
   * @param anomalous tells which other labels are anomalies
   */
  static Subject of(DataSet data, String normal, Predicate<String> anomalous, long seed) {
    NormalImages training = NormalImages.read(data, normal, new NormalImages.ShapeRequest(1, 0, 0));
    Preprocessing shape = training.store().shape();
    FalseAlarmPromise promise = new FalseAlarmPromise(FALSE_ALARM_RATE, false);
    int size = training.store().size();
    promise.requireImages(size);
    Split split = Split.of(size, Integer::toString, promise.calibrationImages(size), seed);
    Subject subject =
        new Subject(
            training,
            split,
            decoded(data, normal::equals, shape),
            decoded(data, label -> !label.equals(normal) && anomalous.test(label), shape));
    if (subject.normal.size() == 0 || subject.anomalous.size() == 0) {
      throw new DataException(
          "The data set has %d normal and %d anomalous test images for '%s': both are needed"
              .formatted(subject.normal.size(), subject.anomalous.size(), normal));
    }
    return subject;
  }

  private static DecodedImages decoded(DataSet data, Predicate<String> label, Preprocessing shape) {
    List<LabelledImage> images =
        data.test().stream().filter(image -> label.test(image.label())).toList();
    return DecodedImages.of(images, data.decoder(), shape);
  }

  /** Measures how well a model separates the test images. */
  Detection detection(MahalanobisModel model) {
    return new Detection(distances(model, normal), distances(model, anomalous));
  }

  static double[] distances(MahalanobisModel model, DecodedImages images) {
    return doubles(model.distances(images.store(), IntStream.range(0, images.size()).toArray()));
  }

  /** Computes the distances of the calibration images. */
  float[] calibration(MahalanobisModel model) {
    return model.distances(training.store(), Split.indices(split.calibration()));
  }

  static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /** Computes an output (N, d) of a model for the first {@code most} images. */
  static List<double[]> output(
      MahalanobisModel model, String output, DecodedImages images, int most) {
    return output(
        model, output, IntStream.range(0, Math.min(most, images.size())).toArray(), images.store());
  }

  static List<double[]> output(
      MahalanobisModel model, String output, int[] positions, PixelStore store) {
    try (GraphRunner runner = new GraphRunner(model.graph().toBytes(), model.features().input())) {
      return runner.runRows(output, positions.length, i -> store.image(positions[i]));
    }
  }
}
