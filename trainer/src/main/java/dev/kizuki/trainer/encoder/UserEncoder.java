package dev.kizuki.trainer.encoder;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.FeatureLimits;
import dev.kizuki.trainer.onnx.ImportedGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** An encoder that a user brings as an ONNX file, such as a pretrained backbone. */
public final class UserEncoder {
  private final ImportedGraph encoder;
  private final String output;

  private UserEncoder(ImportedGraph encoder, String output) {
    this.encoder = encoder;
    this.output = output;
  }

  /**
   * Reads the file.
   *
   * @param output the name of the output to use, or empty for the first output
   * @throws ModelException if the file cannot be used; the message says what to change
   */
  public static UserEncoder read(Path path, String output) {
    ImportedGraph encoder = ImportedGraph.read(path);
    List<String> outputs = encoder.outputs();
    if (!output.isEmpty() && !outputs.contains(output)) {
      throw new ModelException(path, "it has no output '%s', only %s".formatted(output, outputs));
    }
    if (outputs.isEmpty()) {
      throw new ModelException(path, "it has no output");
    }
    return new UserEncoder(encoder, output.isEmpty() ? outputs.get(0) : output);
  }

  /** The SHA-256 of the file, 64 hexadecimal digits. */
  public String sha256() {
    return encoder.sha256();
  }

  /** The name of the output that is used. */
  public String output() {
    return output;
  }

  /**
   * Returns a graph from our uint8 images to features: the scaling, the encoder, and its output as
   * the feature.
   *
   * @param shape the shape of the images
   * @param perPosition whether each position of the output's map is a position of the feature. If
   *     not, a map is averaged over its positions.
   * @throws ModelException if the encoder does not accept the images, or its output does not fit
   * @throws IllegalArgumentException if the options contradict the encoder
   */
  public FeatureGraph features(
      Preprocessing shape, Scaling scaling, boolean perPosition, Channels channels) {
    OnnxGraph graph = withOurInput(shape, scaling);
    long[] outputShape = outputShape(graph, shape);
    requireAxes(outputShape.length, perPosition);
    int available = (int) outputShape[1];
    String tensor = chosen(graph, channels, available);
    int dimensions = channels.all() ? available : channels.count();
    int rows = perPosition ? (int) outputShape[2] : 1;
    int columns = perPosition ? (int) outputShape[3] : 1;
    requireFeasible(dimensions, rows, columns);
    String pooled = outputShape.length == 4 ? graph.node("GlobalAveragePool", tensor) : tensor;
    String latent = graph.node("Reshape", pooled, graph.constant(0L, dimensions));
    graph.output(latent, ModelMetadata.LATENT, -1, dimensions);
    String feature =
        feature(graph, perPosition ? tensor : latent, dimensions, (long) rows * columns);
    return new FeatureGraph(
        graph,
        shape,
        feature,
        rows,
        columns,
        List.of(dimensions),
        dimensions,
        encoder.path().getFileName() + ":" + output);
  }

  private OnnxGraph withOurInput(Preprocessing shape, Scaling scaling) {
    boolean bytes = encoder.takesBytes();
    if (bytes && !scaling.equals(Scaling.NONE)) {
      throw new IllegalArgumentException(
          "the encoder takes uint8 and scales by itself: leave --mean and --std out");
    }
    scaling.requireFor(shape);
    OnnxGraph prelude = new OnnxGraph();
    String image = prelude.imageInput(shape);
    return encoder.after(prelude, bytes ? image : scaling.write(prelude, image));
  }

  /** Runs the graph on two images, because only then a fixed batch size shows. */
  private long[] outputShape(OnnxGraph graph, Preprocessing shape) {
    OnnxGraph probe = graph.copy();
    String tensor = ImportedGraph.tensor(output);
    probe.inferredOutput(tensor);
    try (GraphRunner runner = new GraphRunner(probe.toBytes(), shape)) {
      long[] shapeOfTwo = runner.outputShape(tensor, 2);
      if (shapeOfTwo.length == 0 || shapeOfTwo[0] != 2) {
        throw new IllegalArgumentException(
            "two images give an output of %s; export it with a dynamic batch axis"
                .formatted(Arrays.toString(shapeOfTwo)));
      }
      return shapeOfTwo;
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          encoder.path(),
          "it does not take images of %d x %d x %d (try --size or --colour, or export it with a dynamic batch axis): %s"
              .formatted(shape.channels(), shape.height(), shape.width(), e.getMessage()),
          e);
    }
  }

  private void requireAxes(int axes, boolean perPosition) {
    if (axes != 4 && (perPosition || axes != 2)) {
      throw new ModelException(
          encoder.path(),
          "its output '%s' has %d axes; %s"
              .formatted(
                  output,
                  axes,
                  perPosition ? "positions need a map (N, D, rows, columns)" : "2 or 4 are read"));
    }
  }

  private String chosen(OnnxGraph graph, Channels channels, int available) {
    String tensor = ImportedGraph.tensor(output);
    return channels.all()
        ? tensor
        : graph.node(
            "Gather",
            List.of(integer("axis", 1)),
            tensor,
            graph.constant(channels.draw(available)));
  }

  private void requireFeasible(int dimensions, int rows, int columns) {
    long entries = (long) dimensions * dimensions * rows * columns;
    if (entries > FeatureLimits.MOST_COVARIANCES) {
      throw new ModelException(
          encoder.path(),
          "the covariances of its output '%s' have %d million entries, too many: use --dimensions, a"
                  .formatted(output, entries >> 20)
              + " smaller --size, or leave --positions out");
    }
  }

  /** Turns (N, dimensions, ...) into the declared feature (N, positions, dimensions). */
  private static String feature(OnnxGraph graph, String tensor, int dimensions, long positions) {
    String byChannel = graph.node("Reshape", tensor, graph.constant(0L, dimensions, positions));
    String feature = graph.node("Transpose", List.of(integers("perm", 0, 2, 1)), byChannel);
    graph.output(feature, FeatureGraph.FEATURE, -1, positions, dimensions);
    return feature;
  }
}
