package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.List;

/**
 * Where edges of which direction are: Sobel's operator in several directions, rectified and
 * averaged over squares. Fixed weights, nothing is learned.
 */
final class Gradients {
  private final OnnxGraph graph;
  private final String kernels;
  private final int directions;

  Gradients(OnnxGraph graph, int directions) {
    this.graph = graph;
    this.directions = directions;
    this.kernels = graph.constant(sobel(directions), directions, 1, 3, 3);
  }

  /** Sobel / 4 at as many angles, evenly around the circle; (directions, 1, 3, 3). */
  private static float[] sobel(int directions) {
    float[][] horizontal = {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
    float[] kernels = new float[directions * 9];
    for (int direction = 0; direction < directions; direction++) {
      double angle = direction * 2 * Math.PI / directions;
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          double value =
              Math.cos(angle) * horizontal[row][column] + Math.sin(angle) * horizontal[column][row];
          kernels[(direction * 3 + row) * 3 + column] = (float) (value / 4);
        }
      }
    }
    return kernels;
  }

  /**
   * (N, directions, rows, columns).
   *
   * @param image any number of channels; their mean is taken
   * @param pool the side of the squares, in pixels
   * @param step from one square to the next
   */
  FeatureMap of(FeatureMap image, int pool, int step) {
    String gray =
        image.channels() == 1
            ? image.tensor()
            : graph.node("ReduceMean", List.of(integers("axes", 1)), image.tensor());
    String edges =
        graph.node(
            "Relu",
            graph.node(
                "Conv",
                List.of(integers("kernel_shape", 3, 3), integers("pads", 1, 1, 1, 1)),
                gray,
                kernels));
    return average(
        graph, new FeatureMap(edges, directions, image.rows(), image.columns()), pool, step);
  }

  /** The means over squares that lie inside the map. */
  static FeatureMap average(OnnxGraph graph, FeatureMap map, int pool, int step) {
    return average(graph, map, pool, pool, step);
  }

  /** The means over rectangles that lie inside the map. */
  static FeatureMap average(
      OnnxGraph graph, FeatureMap map, int poolRows, int poolColumns, int step) {
    String pooled =
        graph.node(
            "AveragePool",
            List.of(
                integers("kernel_shape", poolRows, poolColumns), integers("strides", step, step)),
            map.tensor());
    return new FeatureMap(
        pooled,
        map.channels(),
        (map.rows() - poolRows) / step + 1,
        (map.columns() - poolColumns) / step + 1);
  }

  /** The root of each value: it evens out strong and faint strokes. */
  static FeatureMap root(OnnxGraph graph, FeatureMap map) {
    return new FeatureMap(
        graph.node("Sqrt", map.tensor()), map.channels(), map.rows(), map.columns());
  }
}
