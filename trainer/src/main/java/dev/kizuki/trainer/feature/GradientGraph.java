package dev.kizuki.trainer.feature;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.Architecture;
import java.util.List;

/** Writes edges and contrast as features. They need no network. */
public final class GradientGraph {
  private static final int WHOLE_DIRECTIONS = 12;
  private static final int WINDOW_DIRECTIONS = 8;

  /** The number of squares along the side of a window. */
  private static final int CELLS = 4;

  private GradientGraph() {}

  /**
   * The graph of the feature {@code gradients} alone. It is the baseline for networks.
   *
   * @param windowed true for windows in local contrast, false for the whole image
   */
  public static FeatureGraph alone(Preprocessing input, boolean windowed) {
    OnnxGraph graph = new OnnxGraph();
    String image = graph.imageInput(input);
    String raw = graph.castToFloat(image);
    FeatureMap x = new FeatureMap(raw, input.channels(), input.height(), input.width());
    String name = Feature.GRADIENTS.title();
    if (windowed) {
      Architecture windows = Architecture.patch(input, 1);
      return FeatureGraph.ofWindows(
          graph,
          input,
          ofWindows(
              graph, LocalContrast.of(graph, x), windows.windowRows(), windows.windowColumns()),
          0,
          name);
    }
    FeatureMap unit =
        new FeatureMap(
            graph.node("Div", raw, graph.constant(255)), x.channels(), x.rows(), x.columns());
    return FeatureGraph.ofImage(graph, input, List.of(ofImage(graph, unit)), 0, name);
  }

  /**
   * The root of the mean of the edges over squares. There are five or six squares along the shorter
   * side.
   */
  static FeatureMap ofImage(OnnxGraph graph, FeatureMap image) {
    return Gradients.root(
        graph,
        new Gradients(graph, WHOLE_DIRECTIONS)
            .of(image, pool(image.rows(), image.columns()), step(image.rows(), image.columns())));
  }

  private static int pool(int rows, int columns) {
    return Math.max(2, (int) Math.round(Math.min(rows, columns) / 2.8));
  }

  private static int step(int rows, int columns) {
    return Math.max(1, (int) Math.round(Math.min(rows, columns) / 7.0));
  }

  /** The length of the feature of {@link #ofImage}. */
  static long dimensions(Preprocessing input) {
    int pool = pool(input.height(), input.width());
    int step = step(input.height(), input.width());
    return (long) WHOLE_DIRECTIONS
        * ((input.height() - pool) / step + 1)
        * ((input.width() - pool) / step + 1);
  }

  /**
   * For each window, the edges in its {@value #CELLS} x {@value #CELLS} squares, and how much
   * brighter and darker the pixels in them are than their surroundings.
   *
   * @param contrast the name of the output of {@link LocalContrast}
   */
  static List<FeatureMap> ofWindows(OnnxGraph graph, FeatureMap contrast, int rows, int columns) {
    int step = Architecture.STEP;
    FeatureMap edges = new Gradients(graph, WINDOW_DIRECTIONS).of(contrast, step, step);
    FeatureMap signs = Gradients.average(graph, Gradients.signs(graph, contrast), step, step);
    return List.of(
        Gradients.cells(graph, edges, CELLS, rows, columns),
        Gradients.cells(graph, signs, CELLS, rows, columns));
  }

  /** The length of the feature of {@link #ofWindows}. */
  static long windowDimensions(Preprocessing input) {
    return CELLS * CELLS * (WINDOW_DIRECTIONS + 2L * input.channels());
  }
}
