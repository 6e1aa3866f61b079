package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.List;
import java.util.Optional;

/**
 * A graph from images to features. It has no head that computes a distance yet.
 *
 * @param graph the graph, with the input {@link ModelMetadata#INPUT} and the outputs {@link
 *     #FEATURE} and {@link ModelMetadata#LATENT}
 * @param input the shape of the images, (C, H, W), uint8
 * @param feature the name of the tensor (N, positions, dimensions), float32
 * @param rows the rows of the grid of positions; 1 if one Gaussian describes the whole image
 * @param columns the columns of that grid
 * @param blocks the number of dimensions of each part of the feature, in order; the parts have
 *     different scales and get the same weight
 * @param latentDimensions D
 * @param name the name of the feature on the command line
 * @param logits the name of the tensor (N, C H W) of the decoder; empty if the feature does not use
 *     it
 * @param output the name of the graph's output that holds the feature
 * @param seen the name of the output (N, positions) that is 1 for a position that shows the image
 *     and 0 for one that shows padding; empty if images are never padded
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
    Optional<String> logits,
    String output,
    Optional<String> seen) {
  /** The usual name of the output (N, positions, dimensions). */
  public static final String FEATURE = "feature";

  /**
   * The name of the output of the posterior log variance, (N, D). Only graphs of our trainer have
   * it.
   */
  public static final String LOG_VARIANCE = "log_variance";

  /** Makes the feature graph of an encoder without a decoder. */
  public FeatureGraph(
      OnnxGraph graph,
      Preprocessing input,
      String feature,
      int rows,
      int columns,
      List<Integer> blocks,
      int latentDimensions,
      String name) {
    this(
        graph,
        input,
        feature,
        rows,
        columns,
        blocks,
        latentDimensions,
        name,
        Optional.empty(),
        FEATURE,
        Optional.empty());
  }

  FeatureGraph withLogits(Optional<String> tensor) {
    return new FeatureGraph(
        graph, input, feature, rows, columns, blocks, latentDimensions, name, tensor, output, seen);
  }

  public FeatureGraph {
    blocks = List.copyOf(blocks);
  }

  /** Joins all maps of a whole image to one feature (N, 1, dimensions). */
  static FeatureGraph ofImage(
      OnnxGraph graph, Preprocessing input, List<FeatureMap> maps, int latent, String name) {
    List<String> tensors =
        maps.stream()
            .map(map -> graph.node("Reshape", map.tensor(), graph.constant(0L, 1, map.size())))
            .toList();
    String feature =
        tensors.size() == 1
            ? tensors.get(0)
            : graph.node("Concat", List.of(integer("axis", 2)), tensors.toArray(new String[0]));
    List<Integer> blocks = maps.stream().map(FeatureMap::size).toList();
    return declared(new FeatureGraph(graph, input, feature, 1, 1, blocks, latent, name));
  }

  /**
   * Makes the channels of a map the feature of each place. A graph can have several features.
   *
   * @param output the name of the output of this feature
   * @param seen the tensor (N, 1, rows, columns) that is 0 where a place shows padding
   */
  static FeatureGraph ofPlaces(
      OnnxGraph graph,
      Preprocessing input,
      FeatureMap map,
      int latent,
      String name,
      String output,
      Optional<FeatureMap> seen) {
    long places = (long) map.rows() * map.columns();
    String feature =
        graph.node(
            "Transpose",
            List.of(integers("perm", 0, 2, 1)),
            graph.node("Reshape", map.tensor(), graph.constant(0L, map.channels(), places)));
    return declared(
        new FeatureGraph(
            graph,
            input,
            feature,
            map.rows(),
            map.columns(),
            List.of(map.channels()),
            latent,
            name,
            Optional.empty(),
            output,
            seen.map(each -> seenOutput(graph, each, output))));
  }

  private static String seenOutput(OnnxGraph graph, FeatureMap map, String feature) {
    String flat = graph.node("Reshape", map.tensor(), graph.constant(0L, map.size()));
    String name = feature + "_seen";
    graph.output(flat, name, -1, map.size());
    return name;
  }

  private static FeatureGraph declared(FeatureGraph features) {
    features.graph.output(
        features.feature, features.output, -1, features.positions(), features.dimensions());
    return features;
  }

  /** The number of positions: rows x columns. */
  public int positions() {
    return rows * columns;
  }

  /** The length of the feature at one position. */
  public int dimensions() {
    return blocks.stream().mapToInt(Integer::intValue).sum();
  }

  /** The serialized graph, to compute features. */
  public byte[] toBytes() {
    return graph.toBytes();
  }
}
