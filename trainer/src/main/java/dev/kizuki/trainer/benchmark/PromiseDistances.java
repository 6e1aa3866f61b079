package dev.kizuki.trainer.benchmark;

import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The distances of a model for {@link PromiseExperiment}. */
final class PromiseDistances {
  private final String model;
  private final String source;
  private final float[] normal;
  private final double[] anomalous;

  private PromiseDistances(String model, String source, float[] normal, double[] anomalous) {
    this.model = model;
    this.source = source;
    this.normal = normal;
    this.anomalous = anomalous;
  }

  /** The name of the model. */
  String model() {
    return model;
  }

  /** The distances of normal images that the model was not fitted to; not copied. */
  float[] normal() {
    return normal;
  }

  /** The distances of anomalous images; not copied. It can be empty. */
  double[] anomalous() {
    return anomalous;
  }

  /**
   * Reads the distances. The normal ones are those in the model file, which set its threshold, or
   * those of the normal test images, if there are more.
   *
   * @param data a data set with test images, or null
   * @param label the label of the normal images; empty for that of the model's training
   */
  static PromiseDistances of(Path file, @Nullable Path data, String label, Progress progress) {
    try (Model model = Model.load(file)) {
      String name = model.metadata().name();
      float[] own = model.metadata().calibration().distances();
      if (data == null) {
        return new PromiseDistances(name, "calibration images", own, new double[0]);
      }
      DataSet set = DataSet.open(data);
      String normal =
          label.isEmpty()
              ? model.metadata().provenance().settings().getOrDefault("normal", "")
              : label;
      TestScores scores = TestScores.of(model, set, set.normalLabel(normal), List.of(), progress);
      double[] anomalous = TestScores.distances(scores.anomalies());
      double[] test = TestScores.distances(scores.normals());
      return test.length > own.length
          ? new PromiseDistances(name, "normal test images", floats(test), anomalous)
          : new PromiseDistances(name, "calibration images", own, anomalous);
    }
  }

  /** The model and the source of the normal distances, for a table. */
  String title() {
    return "%s, %s".formatted(model, source);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
