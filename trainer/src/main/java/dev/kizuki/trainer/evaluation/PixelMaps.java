package dev.kizuki.trainer.evaluation;

import dev.kizuki.evidence.BilinearScaling;
import dev.kizuki.evidence.Evidence;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.scoring.GraphRunner;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntFunction;

/** Gives a score to each pixel of a model's inputs, by the model's map or by occlusion. */
public interface PixelMaps {
  /** Receives the map of one input. */
  interface Sink {
    /**
     * @param i the index of the input
     * @param scores (height, width) of the model's input, row-major; empty if a value is not finite
     */
    void accept(int i, Optional<float[]> scores);
  }

  /** Returns how the maps are computed. */
  Evidence.Method method();

  /**
   * Computes the maps of some inputs.
   *
   * @param images the number of inputs
   * @param image gives the (C, H, W) bytes of the i-th input
   */
  void run(int images, IntFunction<ByteBuffer> image, Sink sink);

  /**
   * Reads the map that a graph computes. The scores are distances.
   *
   * @param graph a graph that has the output {@link ModelMetadata#MAP}; the caller must close it
   */
  static PixelMaps of(GraphRunner graph, Preprocessing shape) {
    long[] map = graph.outputShape(ModelMetadata.MAP, 1);
    BilinearScaling scaling =
        new BilinearScaling((int) map[1], (int) map[2], shape.height(), shape.width());
    return new PixelMaps() {
      @Override
      public Evidence.Method method() {
        return Evidence.Method.EXACT;
      }

      @Override
      public void run(int images, IntFunction<ByteBuffer> image, Sink sink) {
        graph.run(
            ModelMetadata.MAP,
            images,
            image,
            (start, n, values) -> {
              for (int i = 0; i < n; i++) {
                float[] scores = scaling.scale(values, i * (values.length / n));
                sink.accept(start + i, Optional.of(scores).filter(PixelMaps::areFinite));
              }
            });
      }
    };
  }

  /**
   * Computes maps as the service does, also for models without a map. The scores are in units of
   * the threshold.
   *
   * @param runner the caller must close it
   */
  static PixelMaps of(EvidenceRunner runner, Preprocessing shape) {
    return new PixelMaps() {
      @Override
      public Evidence.Method method() {
        return runner.method();
      }

      @Override
      public void run(int images, IntFunction<ByteBuffer> image, Sink sink) {
        for (int i = 0; i < images; i++) {
          sink.accept(
              i,
              runner.explainInput(image.apply(i)) instanceof Evidence evidence
                  ? Optional.of(evidence.scaledTo(shape.height(), shape.width()))
                  : Optional.empty());
        }
      }
    };
  }

  private static boolean areFinite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return false;
      }
    }
    return true;
  }
}
