package dev.kizuki.trainer.export;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.onnx.OnnxGraph;

/** A graph from images to distances, without a threshold. */
public interface Detector {
  /** The graph, without metadata. */
  OnnxGraph graph();

  /** The shape of the images, (C, H, W), uint8. */
  Preprocessing input();

  /** D, the dimensions of the latent. */
  int latentDimensions();

  /** The name of the feature that the distance is computed on. */
  String feature();

  /** The number of feature values of one image. */
  int featureDimensions();

  /** Computes the distances of some images. */
  default float[] distances(PixelStore images, int[] positions) {
    try (GraphRunner runner = new GraphRunner(graph().toBytes(), input())) {
      return runner.runAll(
          ModelMetadata.DISTANCE, positions.length, i -> images.image(positions[i]));
    }
  }
}
