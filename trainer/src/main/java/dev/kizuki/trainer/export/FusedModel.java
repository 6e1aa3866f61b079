package dev.kizuki.trainer.export;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;
import static dev.kizuki.trainer.onnx.OnnxAttribute.text;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Fusion;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several features of one graph with the Gaussians of their positions, fused to one distance. The
 * map is fused in the same way, position by position.
 *
 * @param features the features; they share one graph
 * @param gaussians for each feature, the Gaussians of its positions
 * @param fusion the weights of the features
 * @param graph the graph from images to distances, without metadata
 */
public record FusedModel(
    List<FeatureGraph> features, List<List<Gaussian>> gaussians, Fusion fusion, OnnxGraph graph)
    implements Detector {

  public FusedModel {
    features = List.copyOf(features);
    gaussians = List.copyOf(gaussians);
  }

  /** Makes the detector. The first feature gives the grid of the map. */
  public static FusedModel of(
      List<FeatureGraph> features, List<List<Gaussian>> gaussians, Fusion fusion) {
    OnnxGraph graph = features.get(0).graph().copy();
    FeatureGraph grid = features.get(0);
    List<String> distances = new ArrayList<>();
    List<String> maps = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      FeatureGraph feature = features.get(i);
      String byPosition = MahalanobisHead.distances(graph, feature, gaussians.get(i));
      distances.add(MahalanobisHead.worst(graph, byPosition, feature.positions()));
      maps.add(onGrid(graph, byPosition, feature, grid));
    }
    graph.output(fused(graph, distances, fusion), ModelMetadata.DISTANCE, -1);
    graph.output(fused(graph, maps, fusion), ModelMetadata.MAP, -1, grid.rows(), grid.columns());
    return new FusedModel(features, gaussians, fusion, graph);
  }

  private static String fused(OnnxGraph graph, List<String> distances, Fusion fusion) {
    String sum = graph.constant(fusion.logFactor());
    for (int i = 0; i < distances.size(); i++) {
      String log =
          graph.node(
              "Log", graph.node("Max", distances.get(i), graph.constant(Fusion.LEAST_DISTANCE)));
      sum =
          graph.node("Add", sum, graph.node("Mul", log, graph.constant(fusion.exponents().get(i))));
    }
    return graph.node("Exp", sum);
  }

  /**
   * Brings the distances of a feature to the grid of the map, (N, rows, columns). A window covers
   * several places of that grid; each place gets the mean of its windows. A coarser feature is
   * repeated.
   */
  private static String onGrid(
      OnnxGraph graph, String distances, FeatureGraph feature, FeatureGraph grid) {
    int down = grid.rows() - feature.rows();
    int right = grid.columns() - feature.columns();
    if (down < 0 || right < 0) {
      throw new IllegalArgumentException("the first feature must have the finest grid");
    }
    if (down == 0 && right == 0) {
      return graph.node(
          "Reshape", distances, graph.constant(0L, feature.rows(), feature.columns()));
    }
    String map =
        graph.node("Reshape", distances, graph.constant(0L, 1, feature.rows(), feature.columns()));
    int times = (int) Math.round((double) grid.rows() / feature.rows());
    if (times > 1) {
      return enlarged(graph, map, times, grid);
    }
    String padded =
        graph.node(
            "Pad",
            List.of(text("mode", "edge")),
            map,
            graph.constant(new long[] {0, 0, down, right, 0, 0, down, right}));
    String averaged =
        graph.node("AveragePool", List.of(integers("kernel_shape", down + 1, right + 1)), padded);
    return graph.node("Reshape", averaged, graph.constant(0L, grid.rows(), grid.columns()));
  }

  /** Repeats each value in a square, and cuts the result to the grid. */
  private static String enlarged(OnnxGraph graph, String map, int times, FeatureGraph grid) {
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
