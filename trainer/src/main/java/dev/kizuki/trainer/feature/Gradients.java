package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a map of the edges by direction: Sobel's operator in several directions, rectified and
 * averaged over squares. The weights are fixed.
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

  /** The weights: Sobel / 4 at equally spaced angles, (directions, 1, 3, 3). */
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
   * Writes the map (N, directions, rows, columns).
   *
   * @param image an image with any number of channels; their mean is used
   * @param pool the side of the squares, in pixels
   * @param step the distance between two squares, in pixels
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

  /** Averages over squares inside the map. */
  static FeatureMap average(OnnxGraph graph, FeatureMap map, int pool, int step) {
    return average(graph, map, pool, pool, step);
  }

  /** Averages over rectangles inside the map. */
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

  /** Takes the root of each value, so that strong strokes do not dominate faint ones. */
  static FeatureMap root(OnnxGraph graph, FeatureMap map) {
    return new FeatureMap(
        graph.node("Sqrt", map.tensor()), map.channels(), map.rows(), map.columns());
  }

  /** Separates values above 0 and below 0. The result has twice as many channels. */
  static FeatureMap signs(OnnxGraph graph, FeatureMap x) {
    String both =
        graph.node(
            "Concat",
            List.of(integer("axis", 1)),
            graph.node("Relu", x.tensor()),
            graph.node("Relu", graph.node("Neg", x.tensor())));
    return new FeatureMap(both, 2 * x.channels(), x.rows(), x.columns());
  }

  /**
   * Turns the squares of each window into channels. The windows begin at each square.
   *
   * @param side the number of squares along the side of a window
   * @param rows the number of rows of windows
   * @param columns the number of columns of windows
   */
  static FeatureMap cells(OnnxGraph graph, FeatureMap squares, int side, int rows, int columns) {
    List<String> shifted = new ArrayList<>();
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        shifted.add(
            graph.node(
                "Slice",
                squares.tensor(),
                graph.constant(row, (long) column),
                graph.constant(row + rows, (long) column + columns),
                graph.constant(2, 3L)));
      }
    }
    String all = graph.node("Concat", List.of(integer("axis", 1)), shifted.toArray(new String[0]));
    return new FeatureMap(all, side * side * squares.channels(), rows, columns);
  }
}
