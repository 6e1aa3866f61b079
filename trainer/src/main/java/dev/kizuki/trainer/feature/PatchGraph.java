package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Architecture.Layer;
import dev.kizuki.trainer.vae.TrainedLayer;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a network that sees windows as ONNX. The graph runs over the whole image at once and gives
 * a feature for each window, every {@value Architecture#STEP} pixels.
 */
final class PatchGraph {
  private final Architecture architecture;
  private final Preprocessing input;
  private final List<TrainedLayer> weights;
  private final int rows;
  private final int columns;
  private final OnnxGraph graph = new OnnxGraph();
  private final Layers layers;

  private PatchGraph(TrainedVae vae) {
    this.architecture = vae.architecture();
    this.input = architecture.input();
    this.weights = vae.encoderWeights();
    this.rows = architecture.windowRows();
    this.columns = architecture.windowColumns();
    this.layers = new Layers(graph, architecture.activation());
  }

  static FeatureGraph of(TrainedVae vae, Feature feature) {
    return new PatchGraph(vae).write(feature);
  }

  private FeatureGraph write(Feature feature) {
    String image = graph.imageInput(input);
    String raw = graph.castToFloat(image);
    FeatureMap x =
        LocalContrast.of(
            graph, new FeatureMap(raw, input.channels(), input.height(), input.width()));
    FeatureMap map = convolutions(x);
    FeatureMap hidden = layers.activate(layers.denseOverSquares(map, windowCells(), weight(0)));
    FeatureMap mu = layers.denseOverSquares(hidden, 1, weight(1));
    FeatureMap logVariance = layers.denseOverSquares(hidden, 1, weight(2));
    graph.output(mean(mu), ModelMetadata.LATENT, -1, architecture.latent());
    graph.output(mean(logVariance), FeatureGraph.LOG_VARIANCE, -1, architecture.latent());

    List<FeatureMap> maps = new ArrayList<>();
    if (feature == Feature.MU || feature == Feature.MU_LOGVAR) {
      maps.add(mu);
    }
    if (feature == Feature.MU_LOGVAR) {
      maps.add(logVariance);
    }
    if (feature == Feature.HIDDEN) {
      maps.add(hidden);
    }
    if (feature.usesConv()) {
      maps.add(Gradients.average(graph, map, windowCells(), 1));
    }
    if (feature.usesGradients()) {
      maps.addAll(GradientGraph.ofWindows(graph, x, rows, columns));
    }
    return FeatureGraph.ofWindows(graph, input, maps, architecture.latent(), feature.title());
  }

  /** Writes a layer after the convolutions. */
  private TrainedLayer weight(int afterConvolutions) {
    return weights.get(architecture.lastConv() + 1 + afterConvolutions);
  }

  private FeatureMap convolutions(FeatureMap x) {
    FeatureMap h = x;
    for (int i = 0; i <= architecture.lastConv(); i++) {
      h =
          layers.activate(
              layers.conv(h, (Layer.Conv) architecture.encoder().get(i), weights.get(i)));
    }
    return h;
  }

  /** The side of the map of the last convolution for one window. */
  private int windowCells() {
    int side = architecture.window();
    for (int i = 0; i <= architecture.lastConv(); i++) {
      side = ((Layer.Conv) architecture.encoder().get(i)).outputSize(side);
    }
    return side;
  }

  private String mean(FeatureMap map) {
    return graph.node(
        "ReduceMean", List.of(integers("axes", 2, 3), integer("keepdims", 0)), map.tensor());
  }
}
