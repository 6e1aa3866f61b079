package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;
import static dev.kizuki.trainer.onnx.OnnxAttribute.text;

import dev.kizuki.model.Resize;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.ImageContrast;
import java.util.List;
import java.util.Optional;

/**
 * Writes {@link ImageContrast} as ONNX.
 *
 * @param coarse l, normalised by the whole image, (N, C, H, W)
 * @param fine h, normalised by the whole image, (N, C, H, W)
 * @param padding 1 for each pixel that is padding, else 0, (N, 1, H, W); empty if images are never
 *     padded. Padding has no part in the statistics, and is 0 in both maps.
 */
record PhotoContrast(FeatureMap coarse, FeatureMap fine, Optional<FeatureMap> padding) {
  /**
   * Writes the nodes.
   *
   * @param image an image with values from 0 to 255
   * @param padded whether pixels that are 0 in all channels are padding, see {@link Resize#PAD}
   */
  static PhotoContrast of(OnnxGraph graph, FeatureMap image, boolean padded) {
    String unit = graph.node("Div", image.tensor(), graph.constant(255));
    String log = graph.node("Log", graph.node("Add", unit, graph.constant(ImageContrast.DARK)));
    return padded ? ofPadded(graph, image, log) : ofWhole(graph, image, log);
  }

  private static PhotoContrast ofWhole(OnnxGraph graph, FeatureMap image, String log) {
    String fine = graph.node("Sub", log, movingAverage(graph, log));
    String centredLog = graph.node("Sub", log, mean(graph, log));
    String centredFine = graph.node("Sub", fine, mean(graph, fine));
    return new PhotoContrast(
        image.with(scaled(graph, centredLog, variance(graph, centredLog))),
        image.with(scaled(graph, fine, variance(graph, centredFine))),
        Optional.empty());
  }

  private static PhotoContrast ofPadded(OnnxGraph graph, FeatureMap image, String log) {
    String largest = graph.node("ReduceMax", List.of(integers("axes", 1)), image.tensor());
    String seen = graph.castToFloat(graph.node("Greater", largest, graph.constant(0.5)));
    String share = mean(graph, seen);
    String centredLog = masked(graph, log, seen, share);
    String fine =
        graph.node("Mul", graph.node("Sub", centredLog, movingAverage(graph, centredLog)), seen);
    String centredFine = masked(graph, fine, seen, share);
    String padding = graph.node("Sub", graph.constant(1), seen);
    return new PhotoContrast(
        image.with(
            scaled(graph, centredLog, graph.node("Div", variance(graph, centredLog), share))),
        image.with(scaled(graph, fine, graph.node("Div", variance(graph, centredFine), share))),
        Optional.of(new FeatureMap(padding, 1, image.rows(), image.columns())));
  }

  /** Subtracts the mean of the pixels that are seen, and sets the others to 0. */
  private static String masked(OnnxGraph graph, String x, String seen, String share) {
    String mean = graph.node("Div", mean(graph, graph.node("Mul", x, seen)), share);
    return graph.node("Mul", graph.node("Sub", x, mean), seen);
  }

  /**
   * Averages the rows first, and then their means. ONNX Runtime adds in single precision, and one
   * sum over a large image would lose four digits.
   */
  private static String mean(OnnxGraph graph, String x) {
    String rows = graph.node("ReduceMean", List.of(integers("axes", 3)), x);
    return graph.node("ReduceMean", List.of(integers("axes", 1, 2, 3)), rows);
  }

  private static String variance(OnnxGraph graph, String centred) {
    return mean(graph, graph.node("Mul", centred, centred));
  }

  private static String scaled(OnnxGraph graph, String x, String variance) {
    String deviation =
        graph.node(
            "Add", graph.node("Sqrt", variance), graph.constant(ImageContrast.LEAST_DEVIATION));
    return graph.node("Div", x, deviation);
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
