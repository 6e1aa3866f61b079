package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;
import static dev.kizuki.trainer.onnx.OnnxAttribute.text;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.List;

/**
 * Normalises brightness and contrast of an image: {@code y = log(x + 8)} minus its mean over
 * {@value #MEAN_SIDE} pixels, divided by the root of the mean of its square over {@value
 * #DEVIATION_SIDE} pixels. At the border the image is mirrored.
 */
final class LocalContrast {
  /** The name of the output of {@link #graph}. */
  static final String OUTPUT = "contrast";

  /** The side of the square of the moving average, in pixels. */
  static final int MEAN_SIDE = 15;

  /** The side of the square of the local deviation, in pixels. */
  static final int DEVIATION_SIDE = 31;

  /** The value that is added to x, so that the noise of dark pixels stays small. */
  static final double DARK = 8;

  /** The smallest deviation. Smaller deviations are noise. */
  static final double LEAST_DEVIATION = 0.02;

  private LocalContrast() {}

  /**
   * Makes a graph that computes only the local contrast, from (N, C, H, W), uint8, to {@link
   * #OUTPUT}, float32.
   */
  static OnnxGraph graph(Preprocessing input) {
    OnnxGraph graph = new OnnxGraph();
    String image = graph.imageInput(input);
    String x = graph.castToFloat(image);
    graph.output(
        of(graph, new FeatureMap(x, input.channels(), input.height(), input.width())).tensor(),
        OUTPUT,
        -1,
        input.channels(),
        input.height(),
        input.width());
    return graph;
  }

  /**
   * @param image an image with values from 0 to 255
   */
  static FeatureMap of(OnnxGraph graph, FeatureMap image) {
    String log = graph.node("Log", graph.node("Add", image.tensor(), graph.constant(DARK)));
    String centred = graph.node("Sub", log, movingAverage(graph, log, MEAN_SIDE));
    String variance = movingAverage(graph, graph.node("Mul", centred, centred), DEVIATION_SIDE);
    String deviation =
        graph.node(
            "Sqrt", graph.node("Add", variance, graph.constant(LEAST_DEVIATION * LEAST_DEVIATION)));
    return new FeatureMap(
        graph.node("Div", centred, deviation), image.channels(), image.rows(), image.columns());
  }

  /** Averages along one axis after the other. This is much cheaper than over the square at once. */
  private static String movingAverage(OnnxGraph graph, String x, int side) {
    long half = side / 2;
    String padded =
        graph.node(
            "Pad",
            List.of(text("mode", "reflect")),
            x,
            graph.constant(new long[] {0, 0, half, half, 0, 0, half, half}));
    String along = graph.node("AveragePool", List.of(integers("kernel_shape", 1, side)), padded);
    return graph.node("AveragePool", List.of(integers("kernel_shape", side, 1)), along);
  }
}
