package dev.kizuki.trainer.export;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.util.List;

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
 */
public record FeatureGraph(
    OnnxGraph graph,
    Preprocessing input,
    String feature,
    int rows,
    int columns,
    List<Integer> blocks,
    int latentDimensions,
    String name) {
  /** The name of the output (N, positions, dimensions). */
  public static final String FEATURE = "feature";

  /** The posterior's log variance, (N, D), where the graph comes from our trainer. */
  public static final String LOG_VARIANCE = "log_variance";

  public FeatureGraph {
    blocks = List.copyOf(blocks);
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
