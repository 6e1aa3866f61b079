package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;
import static dev.kizuki.trainer.onnx.OnnxAttribute.text;

import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.ImageContrast;
import java.util.List;

/**
 * Writes {@link ImageContrast} as ONNX.
 *
 * @param coarse l, normalised by the whole image, (N, C, H, W)
 * @param fine h, normalised by the whole image, (N, C, H, W)
 */
record PhotoContrast(FeatureMap coarse, FeatureMap fine) {
  /**
   * @param image an image with values from 0 to 255
   */
  static PhotoContrast of(OnnxGraph graph, FeatureMap image) {
    String unit = graph.node("Div", image.tensor(), graph.constant(255));
    String log = graph.node("Log", graph.node("Add", unit, graph.constant(ImageContrast.DARK)));
    String fine = graph.node("Sub", log, movingAverage(graph, log));
    String centredLog = graph.node("Sub", log, mean(graph, log));
    String centredFine = graph.node("Sub", fine, mean(graph, fine));
    return new PhotoContrast(
        image.with(graph.node("Div", centredLog, deviation(graph, centredLog))),
        image.with(graph.node("Div", fine, deviation(graph, centredFine))));
  }

  private static String mean(OnnxGraph graph, String x) {
    return graph.node("ReduceMean", List.of(integers("axes", 1, 2, 3)), x);
  }

  private static String deviation(OnnxGraph graph, String centred) {
    String variance = mean(graph, graph.node("Mul", centred, centred));
    return graph.node(
        "Add", graph.node("Sqrt", variance), graph.constant(ImageContrast.LEAST_DEVIATION));
  }

  /** Averages along one axis after the other. This is much cheaper than over the square at once. */
  private static String movingAverage(OnnxGraph graph, String x) {
    long side = ImageContrast.SIDE;
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
