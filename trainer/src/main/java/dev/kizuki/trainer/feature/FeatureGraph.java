package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.List;
import java.util.Optional;

/**
 * A graph from images to features; what is still missing is the head that measures their distance.
 *
 * @param graph with the input {@link ModelMetadata#INPUT} and the outputs {@link #FEATURE} and
 *     {@link ModelMetadata#LATENT}
 * @param input (C, H, W), uint8
 * @param feature the tensor (N, positions, dimensions), float32
 * @param rows of the grid of positions; 1 where one Gaussian describes the whole image
 * @param columns of that grid
 * @param blocks the dimensions that each part of the feature takes, in order: parts of different
 *     scale, to be weighted alike
 * @param latentDimensions D
 * @param name of the feature, as the command line knows it
 * @param logits the tensor (N, C H W) of what the decoder gives, where the feature needs it
 */
public record FeatureGraph(
    OnnxGraph graph,
    Preprocessing input,
    String feature,
    int rows,
    int columns,
    List<Integer> blocks,
    int latentDimensions,
    String name,
    Optional<String> logits) {
  /** The name of the output (N, positions, dimensions). */
  public static final String FEATURE = "feature";

  /** The posterior's log variance, (N, D), where the graph comes from our trainer. */
  public static final String LOG_VARIANCE = "log_variance";

  /** Of an encoder that has no decoder. */
  public FeatureGraph(
      OnnxGraph graph,
      Preprocessing input,
      String feature,
      int rows,
      int columns,
      List<Integer> blocks,
      int latentDimensions,
      String name) {
    this(graph, input, feature, rows, columns, blocks, latentDimensions, name, Optional.empty());
  }

  FeatureGraph withLogits(Optional<String> tensor) {
    return new FeatureGraph(
        graph, input, feature, rows, columns, blocks, latentDimensions, name, tensor);
  }

  public FeatureGraph {
    blocks = List.copyOf(blocks);
  }

  /** All maps of a whole image as one feature (N, 1, dimensions). */
  static FeatureGraph ofImage(
      OnnxGraph graph, Preprocessing input, List<FeatureMap> maps, int latent, String name) {
    List<String> tensors =
        maps.stream()
            .map(map -> graph.node("Reshape", map.tensor(), graph.constant(0L, 1, map.size())))
            .toList();
    String feature = concat(graph, tensors, 2);
    List<Integer> blocks = maps.stream().map(FeatureMap::size).toList();
    return declared(new FeatureGraph(graph, input, feature, 1, 1, blocks, latent, name));
  }

  /** All maps, which agree in rows and columns, as one feature of each place. */
  static FeatureGraph ofWindows(
      OnnxGraph graph, Preprocessing input, List<FeatureMap> maps, int latent, String name) {
    int rows = maps.get(0).rows();
    int columns = maps.get(0).columns();
    List<Integer> blocks = maps.stream().map(FeatureMap::channels).toList();
    long total = blocks.stream().mapToInt(Integer::intValue).sum();
    String all = concat(graph, maps.stream().map(FeatureMap::tensor).toList(), 1);
    String feature =
        graph.node(
            "Transpose",
            List.of(integers("perm", 0, 2, 1)),
            graph.node("Reshape", all, graph.constant(0L, total, (long) rows * columns)));
    return declared(new FeatureGraph(graph, input, feature, rows, columns, blocks, latent, name));
  }

  private static String concat(OnnxGraph graph, List<String> tensors, int axis) {
    return tensors.size() == 1
        ? tensors.get(0)
        : graph.node("Concat", List.of(integer("axis", axis)), tensors.toArray(new String[0]));
  }

  private static FeatureGraph declared(FeatureGraph features) {
    features.graph.output(
        features.feature, FEATURE, -1, features.positions(), features.dimensions());
    return features;
  }

  /** rows x columns. */
  public int positions() {
    return rows * columns;
  }

  /** The length of the feature at one position. */
  public int dimensions() {
    return blocks.stream().mapToInt(Integer::intValue).sum();
  }

  /** The graph as it is, to be run for its features. */
  public byte[] toBytes() {
    return graph.toBytes();
  }
}
