package dev.kizuki.trainer.export;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;

/**
 * Adds the Mahalanobis distance to a graph of features: {@code |(f - mean) W|}. With several
 * positions, the distance of an image is the mean of its {@link #worstPositions largest}, and the
 * distances of all positions are a second output, the map. The file holds the matrices of many
 * positions in half precision, because they are most of its size.
 */
public final class MahalanobisHead {
  private static final int MOST_POSITIONS = 5;

  /** One of this many positions counts for the distance, because a defect covers few positions. */
  private static final int POSITIONS_PER_WORST = 5;

  private MahalanobisHead() {}

  /** The number of positions with the largest distances that make the distance of an image. */
  public static int worstPositions(int positions) {
    return Math.max(1, Math.min(MOST_POSITIONS, positions / POSITIONS_PER_WORST));
  }

  /**
   * Returns the graph from images to distances, without metadata.
   *
   * @param gaussians one Gaussian, or one for each position
   */
  public static OnnxGraph on(FeatureGraph features, List<Gaussian> gaussians) {
    OnnxGraph graph = features.graph().copy();
    if (features.positions() == 1) {
      int d = features.dimensions();
      String centred =
          graph.node(
              "Sub", features.feature(), graph.constant(means(gaussians, d), gaussians.size(), d));
      String flat = graph.node("Reshape", centred, graph.constant(0L, d));
      String whitened = graph.node("MatMul", flat, graph.constant(whitenings(gaussians, d), d, d));
      graph.output(norm(graph, whitened, 1), ModelMetadata.DISTANCE, -1);
      return graph;
    }
    String distances = distances(graph, features, gaussians);
    graph.output(worst(graph, distances, features.positions()), ModelMetadata.DISTANCE, -1);
    String map =
        graph.node("Reshape", distances, graph.constant(0L, features.rows(), features.columns()));
    graph.output(map, ModelMetadata.MAP, -1, features.rows(), features.columns());
    return graph;
  }

  /** Writes the distance of each position, (N, positions). It is 0 for padding. */
  static String distances(OnnxGraph graph, FeatureGraph features, List<Gaussian> gaussians) {
    String distances = ofAll(graph, features, gaussians);
    return features.seen().map(seen -> graph.node("Mul", distances, seen)).orElse(distances);
  }

  private static String ofAll(OnnxGraph graph, FeatureGraph features, List<Gaussian> gaussians) {
    int d = features.dimensions();
    String centred =
        graph.node(
            "Sub", features.feature(), graph.constant(means(gaussians, d), gaussians.size(), d));
    if (gaussians.size() == 1) {
      String whitening = graph.constant(whitenings(gaussians, d), d, d);
      return norm(graph, graph.node("MatMul", centred, whitening), 2);
    }
    float[] factors = factors(gaussians, d);
    String scaled = graph.node("Mul", centred, graph.constant(factors, d));
    String byPosition = graph.node("Transpose", List.of(integers("perm", 1, 0, 2)), scaled);
    String whitening = graph.halfConstant(scaled(gaussians, factors), gaussians.size(), d, d);
    String whitened = graph.node("MatMul", byPosition, whitening);
    return graph.node("Transpose", List.of(integers("perm", 1, 0)), norm(graph, whitened, 2));
  }

  /** Writes the mean of the {@link #worstPositions largest} distances, (N). */
  static String worst(OnnxGraph graph, String distances, int positions) {
    int k = worstPositions(positions);
    String worst =
        graph
            .nodes(
                "TopK", 2, List.of(integer("axis", 1)), distances, graph.constant(new long[] {k}))
            .get(0);
    return graph.node("Div", sum(graph, worst, 1), graph.constant(k * 1.0));
  }

  /**
   * A power of two for each dimension that is not smaller than any whitening value of this
   * dimension. Divided by it, the values lie within the range of half precision, and lose nothing.
   */
  private static float[] factors(List<Gaussian> gaussians, int d) {
    float[] factors = new float[d];
    Arrays.fill(factors, Float.MIN_NORMAL);
    for (Gaussian gaussian : gaussians) {
      double[] whitening = gaussian.whitening();
      for (int i = 0; i < whitening.length; i++) {
        double size = Math.abs(whitening[i]);
        factors[i / d] = Math.max(factors[i / d], Math.scalb(1f, Math.getExponent(size) + 1));
      }
    }
    return factors;
  }

  /** The whitening matrices, each row divided by its factor, (gaussians, d, d). */
  private static float[] scaled(List<Gaussian> gaussians, float[] factors) {
    int d = factors.length;
    float[] values = whitenings(gaussians, d);
    for (int i = 0; i < values.length; i++) {
      values[i] /= factors[i / d % d];
    }
    return values;
  }

  private static String norm(OnnxGraph graph, String tensor, long axis) {
    return graph.node("Sqrt", sum(graph, graph.node("Mul", tensor, tensor), axis));
  }

  private static String sum(OnnxGraph graph, String tensor, long axis) {
    return graph.node(
        "ReduceSum", List.of(integer("keepdims", 0)), tensor, graph.constant(new long[] {axis}));
  }

  private static float[] means(List<Gaussian> gaussians, int d) {
    float[] means = new float[gaussians.size() * d];
    for (int g = 0; g < gaussians.size(); g++) {
      copy(gaussians.get(g).mean(), means, g * d);
    }
    return means;
  }

  private static float[] whitenings(List<Gaussian> gaussians, int d) {
    float[] whitenings = new float[gaussians.size() * d * d];
    for (int g = 0; g < gaussians.size(); g++) {
      copy(gaussians.get(g).whitening(), whitenings, g * d * d);
    }
    return whitenings;
  }

  private static void copy(double[] from, float[] to, int offset) {
    for (int i = 0; i < from.length; i++) {
      to[offset + i] = (float) from[i];
    }
  }
}
