package dev.kizuki.scoring;

import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelException;
import java.util.List;

/** Runs a model on its golden images and compares the distances with the recorded ones. */
final class SelfTest {
  /** The largest allowed difference, relative to the recorded distance. */
  private static final double TOLERANCE = 1e-3;

  private final Model model;

  SelfTest(Model model) {
    this.model = model;
  }

  /**
   * Runs all golden images one by one, and then as one batch.
   *
   * @throws ModelException if a distance differs
   */
  void run() {
    run(1);
    run(model.metadata().goldenImages().size());
  }

  private void run(int batch) {
    List<GoldenImage> golden = model.metadata().goldenImages();
    try (DistanceRunner runner = new DistanceRunner(model, batch)) {
      for (int start = 0; start < golden.size(); start += batch) {
        for (int i = 0; i < batch; i++) {
          runner.input(i).put(golden.get(start + i).pixels());
        }
        float[] distances = runner.distances(batch);
        for (int i = 0; i < batch; i++) {
          requireSame(start + i, golden.get(start + i).distance(), distances[i]);
        }
      }
    }
  }

  private void requireSame(int index, float expected, float actual) {
    // written so that NaN fails
    if (!(Math.abs(actual - expected) <= TOLERANCE * Math.max(1, expected))) {
      throw new ModelException(
          model.path(),
          "golden image %d gives a distance of %s instead of %s; the file is damaged, or this"
                  .formatted(index, actual, expected)
              + " machine computes differently: train or export it again");
    }
  }
}
