package dev.kizuki.scoring;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.WhitenedGraph;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Splits the squared distance of an image by the directions of the model's whitened feature. The
 * whitening matrix is triangular: direction i is what dimension i of the feature adds to the
 * dimensions before it, in standard deviations of normal images.
 *
 * @param dimensions the number of directions
 * @param largest the directions with the largest shares, the largest first
 */
public record FeatureDirections(int dimensions, List<Direction> largest) {
  /** The largest relative error of the squared distance. */
  private static final double TOLERANCE = 1e-3;

  public FeatureDirections {
    largest = List.copyOf(largest);
  }

  /**
   * One direction.
   *
   * @param index the number of the direction, from 0
   * @param deviations the standard deviations from the mean, with sign
   * @param share the share of the direction in the squared distance, 0 to 1
   */
  public record Direction(int index, double deviations, double share) {}

  /**
   * Computes the directions of an image.
   *
   * @param input the input of the model, after preprocessing
   * @param distance the distance of the image, by the same model
   * @param most the most directions in the result
   * @return empty if the model's distance is not the length of one vector, see {@link
   *     WhitenedGraph}
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public static Optional<FeatureDirections> of(
      ModelFile file, Preprocessing shape, Pixels input, double distance, int most) {
    return WhitenedGraph.of(file.bytes())
        .map(graph -> whitened(graph, shape, input))
        .filter(vector -> isLength(vector, distance))
        .map(vector -> of(vector, most));
  }

  private static double[] whitened(WhitenedGraph graph, Preprocessing shape, Pixels input) {
    try (GraphRunner runner = new GraphRunner(graph.content().toByteArray(), shape)) {
      return runner.runRows(graph.output(), 1, i -> ByteBuffer.wrap(input.samples())).get(0);
    }
  }

  private static boolean isLength(double[] vector, double distance) {
    double squares = squares(vector);
    return Math.abs(squares - distance * distance) <= TOLERANCE * Math.max(squares, 1e-9);
  }

  private static double squares(double[] vector) {
    double squares = 0;
    for (double each : vector) {
      squares += each * each;
    }
    return squares;
  }

  private static FeatureDirections of(double[] vector, int most) {
    double squares = Math.max(squares(vector), Double.MIN_NORMAL);
    List<Direction> largest =
        IntStream.range(0, vector.length)
            .mapToObj(i -> new Direction(i, vector[i], vector[i] * vector[i] / squares))
            .sorted(Comparator.comparingDouble(Direction::share).reversed())
            .limit(most)
            .toList();
    return new FeatureDirections(vector.length, largest);
  }
}
