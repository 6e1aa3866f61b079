package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.text;

import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.Architecture.Activation;
import dev.kizuki.trainer.vae.Architecture.Layer;
import dev.kizuki.trainer.vae.PhotoArchitecture;
import dev.kizuki.trainer.vae.TrainedLayer;
import dev.kizuki.trainer.vae.TrainedPhotoWeights;
import java.util.ArrayList;
import java.util.List;

/** Writes the layers of the network for photographs as ONNX nodes. */
final class PhotoLayers {
  private final OnnxGraph graph;
  private final TrainedPhotoWeights weights;
  private final Layers layers;

  PhotoLayers(OnnxGraph graph, TrainedPhotoWeights weights) {
    this.graph = graph;
    this.weights = weights;
    this.layers = new Layers(graph, Activation.RELU);
  }

  /** Writes the encoder, and returns the map of each stage. */
  List<FeatureMap> stages(FeatureMap x) {
    List<FeatureMap> maps = new ArrayList<>();
    FeatureMap h = x;
    for (int stage = 0; stage < weights.stages().size(); stage++) {
      List<TrainedLayer> convolutions = weights.stages().get(stage);
      h = layers.activate(conv(h, convolutions.get(0), 2));
      FeatureMap start = h;
      for (int i = 1; i < convolutions.size(); i++) {
        h = conv(h, convolutions.get(i), 1);
        boolean joins = PhotoArchitecture.isResidual(stage) && i == convolutions.size() - 1;
        h = layers.activate(joins ? sum(h, start.tensor()) : h);
      }
      maps.add(h);
    }
    return maps;
  }

  /** Writes the defect head without its last layer. */
  FeatureMap head(List<FeatureMap> stages) {
    int last = stages.size() - 1;
    FeatureMap joined = conv(stages.get(last), weights.laterals().get(last - 1), 1);
    for (int stage = last - 1; stage >= 1; stage--) {
      FeatureMap own = conv(stages.get(stage), weights.laterals().get(stage - 1), 1);
      joined = sum(own, twice(joined, own.rows(), own.columns()).tensor());
    }
    return layers.activate(conv(joined, weights.smooth(), 1));
  }

  /** Writes the last layer of the defect head. */
  FeatureMap logit(FeatureMap head) {
    return conv(head, weights.logit(), 1);
  }

  /** Writes the posterior mean at each place of the last stage. */
  FeatureMap mu(List<FeatureMap> stages) {
    return conv(stages.get(stages.size() - 1), weights.mu(), 1);
  }

  /**
   * Writes the decoder.
   *
   * @param size a map of the size of the reconstruction
   */
  FeatureMap decode(FeatureMap z, FeatureMap size) {
    FeatureMap h = z;
    int last = weights.decoder().size() - 1;
    for (int i = 0; i <= last; i++) {
      FeatureMap x = i == 0 ? h : twice(h, 2 * h.rows(), 2 * h.columns());
      FeatureMap y = conv(x, weights.decoder().get(i), 1);
      h = i < last ? layers.activate(y) : y;
    }
    return cut(h, size.rows(), size.columns());
  }

  private FeatureMap sum(FeatureMap x, String other) {
    return x.with(graph.node("Add", x.tensor(), other));
  }

  /** Repeats each value in a square of 2 x 2, and cuts the result to a size. */
  private FeatureMap twice(FeatureMap x, int rows, int columns) {
    String repeated =
        graph.node(
            "Resize",
            List.of(
                text("mode", "nearest"),
                text("nearest_mode", "floor"),
                text("coordinate_transformation_mode", "asymmetric")),
            x.tensor(),
            "",
            graph.constant(new float[] {1, 1, 2, 2}, 4));
    return cut(
        new FeatureMap(repeated, x.channels(), 2 * x.rows(), 2 * x.columns()), rows, columns);
  }

  private FeatureMap cut(FeatureMap x, int rows, int columns) {
    if (x.rows() == rows && x.columns() == columns) {
      return x;
    }
    String cut =
        graph.node(
            "Slice",
            x.tensor(),
            graph.constant(0, 0L),
            graph.constant(rows, (long) columns),
            graph.constant(2, 3L));
    return new FeatureMap(cut, x.channels(), rows, columns);
  }

  private FeatureMap conv(FeatureMap x, TrainedLayer layer, int stride) {
    int filters = Math.toIntExact(layer.shape()[0]);
    int kernel = Math.toIntExact(layer.shape()[2]);
    return layers.conv(x, new Layer.Conv(filters, kernel, stride, kernel / 2), layer);
  }
}
