package dev.kizuki.trainer.feature;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.List;

/** Writes the edges of a whole image as a feature. It needs no network. */
public final class GradientGraph {
  private static final int DIRECTIONS = 12;

  private GradientGraph() {}

  /** The graph of the feature {@code gradients} alone. It is the baseline for networks. */
  public static FeatureGraph alone(Preprocessing input) {
    OnnxGraph graph = new OnnxGraph();
    String raw = graph.castToFloat(graph.imageInput(input));
    FeatureMap unit =
        new FeatureMap(
            graph.node("Div", raw, graph.constant(255)),
            input.channels(),
            input.height(),
            input.width());
    return FeatureGraph.ofImage(
        graph, input, List.of(of(graph, unit)), 0, Feature.GRADIENTS.title());
  }

  /**
   * The root of the mean of the edges over squares. There are five or six squares along the shorter
   * side.
   */
  static FeatureMap of(OnnxGraph graph, FeatureMap image) {
    return Gradients.root(
        graph,
        new Gradients(graph, DIRECTIONS)
            .of(image, pool(image.rows(), image.columns()), step(image.rows(), image.columns())));
  }

  private static int pool(int rows, int columns) {
    return Math.max(2, (int) Math.round(Math.min(rows, columns) / 2.8));
  }

  private static int step(int rows, int columns) {
    return Math.max(1, (int) Math.round(Math.min(rows, columns) / 7.0));
  }

  /** The length of the feature. */
  static long dimensions(Preprocessing input) {
    int pool = pool(input.height(), input.width());
    int step = step(input.height(), input.width());
    return (long) DIRECTIONS
        * ((input.height() - pool) / step + 1)
        * ((input.width() - pool) / step + 1);
  }
}
