package dev.kizuki.trainer.export;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;
import static dev.kizuki.trainer.onnx.OnnxAttribute.text;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Fusion;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several features of one graph with the Gaussians of their positions, fused to one distance. The
 * map is fused in the same way, position by position.
 *
 * @param features the features; they share one graph
 * @param gaussians the Gaussians of the positions of each feature
 * @param fusion how the distances of the features become one
 * @param graph the graph from images to distances, without metadata
 */
public record FusedModel(
    List<FeatureGraph> features, List<List<Gaussian>> gaussians, Fusion fusion, OnnxGraph graph)
    implements Detector {

  public FusedModel {
    features = List.copyOf(features);
    gaussians = List.copyOf(gaussians);
  }

  /**
   * Makes the detector. The feature with the most places gives the grid of the map.
   *
   * @param steps the distance between two places of each feature, in pixels; a multiple of that of
   *     the feature with the most places
   */
  public static FusedModel of(
      List<FeatureGraph> features,
      List<Integer> steps,
      List<List<Gaussian>> gaussians,
      Fusion fusion) {
    OnnxGraph graph = features.get(0).graph().copy();
    int finest = finest(features);
    FeatureGraph grid = features.get(finest);
    List<String> distances = new ArrayList<>();
    List<String> maps = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      FeatureGraph feature = features.get(i);
      String byPosition = MahalanobisHead.distances(graph, feature, gaussians.get(i));
      distances.add(MahalanobisHead.worst(graph, byPosition, feature.positions()));
      maps.add(onGrid(graph, byPosition, feature, steps.get(i) / steps.get(finest), grid));
    }
    graph.output(fused(graph, distances, fusion), ModelMetadata.DISTANCE, -1);
    graph.output(
        fused(graph, maps, fusion, grid.rows(), grid.columns()),
        ModelMetadata.MAP,
        -1,
        grid.rows(),
        grid.columns());
    return new FusedModel(features, gaussians, fusion, graph);
  }

  private static int finest(List<FeatureGraph> features) {
    return IntStream.range(0, features.size())
        .boxed()
        .max(Comparator.comparingInt(i -> features.get(i).positions()))
        .orElseThrow();
  }

  /**
   * Writes the fused distance of each image or place.
   *
   * @param distances the tensors (N, shape) of all features
   * @param shape the dimensions after N; empty for one distance per image
   */
  private static String fused(
      OnnxGraph graph, List<String> distances, Fusion fusion, long... shape) {
    List<String> standardised = new ArrayList<>();
    for (int i = 0; i < distances.size(); i++) {
      Fusion.Standard standard = fusion.standards().get(i);
      String log =
          graph.node(
              "Log", graph.node("Max", distances.get(i), graph.constant(Fusion.LEAST_DISTANCE)));
      String z =
          scaled(graph, log, 1 / standard.deviation(), -standard.mean() / standard.deviation());
      standardised.add(graph.node("Reshape", z, graph.constant(withFeature(shape))));
    }
    Fusion.Standard scale = fusion.scale();
    String z = meanOfLargest(graph, standardised, fusion.counted());
    return graph.node("Exp", scaled(graph, z, scale.deviation(), scale.mean()));
  }

  /** The shape (N, 1, shape). ONNX keeps a dimension that is 0 and computes one that is -1. */
  private static long[] withFeature(long... shape) {
    long[] all = new long[2 + shape.length];
    all[0] = shape.length == 0 ? -1 : 0;
    all[1] = 1;
    System.arraycopy(shape, 0, all, 2, shape.length);
    return all;
  }

  private static String meanOfLargest(OnnxGraph graph, List<String> values, int count) {
    String all = graph.node("Concat", List.of(integer("axis", 1)), values.toArray(new String[0]));
    String counted =
        count == values.size()
            ? all
            : graph
                .nodes(
                    "TopK", 2, List.of(integer("axis", 1)), all, graph.constant(new long[] {count}))
                .get(0);
    return graph.node("ReduceMean", List.of(integers("axes", 1), integer("keepdims", 0)), counted);
  }

  private static String scaled(OnnxGraph graph, String x, double factor, double shift) {
    return graph.node("Add", graph.node("Mul", x, graph.constant(factor)), graph.constant(shift));
  }

  /**
   * Brings the distances of a feature to the grid of the map, (N, rows, columns). A window covers
   * several squares; each square gets the mean of its windows. A coarser square is repeated.
   *
   * @param step the distance between two places of the feature, in places of the grid
   */
  private static String onGrid(
      OnnxGraph graph, String distances, FeatureGraph feature, int step, FeatureGraph grid) {
    int rows = (grid.rows() + step - 1) / step;
    int columns = (grid.columns() + step - 1) / step;
    String map =
        graph.node("Reshape", distances, graph.constant(0L, 1, feature.rows(), feature.columns()));
    String squares = averaged(graph, map, rows - feature.rows(), columns - feature.columns());
    return enlarged(graph, squares, step, grid);
  }

  /**
   * Averages the windows of each square.
   *
   * @param down the number of rows of squares beyond that of windows
   * @param right the number of columns of squares beyond that of windows
   */
  private static String averaged(OnnxGraph graph, String map, int down, int right) {
    if (down == 0 && right == 0) {
      return map;
    }
    String padded =
        graph.node(
            "Pad",
            List.of(text("mode", "edge")),
            map,
            graph.constant(new long[] {0, 0, down, right, 0, 0, down, right}));
    return graph.node(
        "AveragePool", List.of(integers("kernel_shape", down + 1, right + 1)), padded);
  }

  /** Repeats each value in a square, and cuts the result to the grid. */
  private static String enlarged(OnnxGraph graph, String map, int times, FeatureGraph grid) {
    if (times == 1) {
      return graph.node("Reshape", map, graph.constant(0L, grid.rows(), grid.columns()));
    }
    String repeated =
        graph.node(
            "Resize",
            List.of(
                text("mode", "nearest"),
                text("nearest_mode", "floor"),
                text("coordinate_transformation_mode", "asymmetric")),
            map,
            "",
            graph.constant(new float[] {1, 1, times, times}, 4));
    String cut =
        graph.node(
            "Slice",
            repeated,
            graph.constant(0, 0L),
            graph.constant(grid.rows(), (long) grid.columns()),
            graph.constant(2, 3L));
    return graph.node("Reshape", cut, graph.constant(0L, grid.rows(), grid.columns()));
  }

  @Override
  public Preprocessing input() {
    return features.get(0).input();
  }

  @Override
  public int latentDimensions() {
    return features.get(0).latentDimensions();
  }

  @Override
  public String feature() {
    return features.stream().map(FeatureGraph::name).collect(Collectors.joining("+"));
  }

  @Override
  public int featureDimensions() {
    return features.stream().mapToInt(feature -> feature.positions() * feature.dimensions()).sum();
  }
}
