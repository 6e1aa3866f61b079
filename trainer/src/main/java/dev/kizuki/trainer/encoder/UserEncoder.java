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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An encoder that a user brings as an ONNX file, such as a pretrained backbone. */
public final class UserEncoder {
  /** The message of ONNX Runtime about a file that is too new. */
  private static final Pattern NEWEST_IR = Pattern.compile("max supported IR version: ([0-9]+)");

  private static final Pattern NEWEST_OPSET =
      Pattern.compile("official support for domain ai\\.onnx is till opset ([0-9]+)");

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
    String chosen = output.isEmpty() ? outputs.get(0) : output;
    encoder.takesBytes();
    encoder.requireFloat(chosen);
    return new UserEncoder(encoder, chosen);
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
    requireAxes(outputShape, perPosition);
    requireChannelsFirst(outputShape, shape);
    int available = (int) outputShape[1];
    String tensor = chosen(graph, channels, available);
    int dimensions = channels.all() ? available : channels.count();
    int rows = perPosition ? (int) outputShape[2] : 1;
    int columns = perPosition ? (int) outputShape[3] : 1;
    requireFeasible(shape, dimensions, rows, columns);
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
    new DeclaredInput(encoder).require(shape);
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
      throw new ModelException(encoder.path(), refusal(shape, String.valueOf(e.getMessage())), e);
    }
  }

  /** Turns the words of ONNX Runtime into ours where the cause is known. */
  private String refusal(Preprocessing shape, String message) {
    Matcher ir = NEWEST_IR.matcher(message);
    if (ir.find()) {
      return "it has IR version %d, and ONNX Runtime here reads %s at most: export it with an older onnx package, or set model.ir_version = %s and save it again"
          .formatted(encoder.irVersion(), ir.group(1), ir.group(1));
    }
    Matcher opset = NEWEST_OPSET.matcher(message);
    if (opset.find()) {
      return "it uses opset %d, and ONNX Runtime here reads %s at most: export it with an older opset (opset_version=17)"
          .formatted(encoder.opset(), opset.group(1));
    }
    return "it does not take images of %d x %d x %d (another --size, %s, or an export with a dynamic batch axis may help): %s"
        .formatted(
            shape.channels(),
            shape.height(),
            shape.width(),
            shape.channels() == 1 ? "--colour" : "no --colour",
            message);
  }

  private void requireAxes(long[] outputShape, boolean perPosition) {
    int axes = outputShape.length;
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

  /** A map (N, rows, columns, D) would be read as a map of few channels. */
  private void requireChannelsFirst(long[] outputShape, Preprocessing shape) {
    if (outputShape.length == 4
        && hasAspect(outputShape[1], outputShape[2], shape)
        && !hasAspect(outputShape[2], outputShape[3], shape)) {
      throw new ModelException(
          encoder.path(),
          "its output '%s' is %s, with the channels last (NHWC); export it with the channels first (NCHW), for example with tf2onnx --outputs-as-nchw %s"
              .formatted(output, Arrays.toString(outputShape), output));
    }
  }

  /** Whether rows and columns have the aspect of the images, within one position. */
  private static boolean hasAspect(long rows, long columns, Preprocessing shape) {
    return Math.abs(rows - (double) columns * shape.height() / shape.width()) < 1;
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

  private void requireFeasible(Preprocessing shape, int dimensions, int rows, int columns) {
    long entries = (long) dimensions * dimensions * rows * columns;
    if (entries > FeatureLimits.MOST_COVARIANCES) {
      throw new ModelException(
          encoder.path(),
          "the covariances of its output '%s' have %d million entries, too many: %s"
              .formatted(output, entries >> 20, smaller(rows * columns > 1)));
    }
    try {
      FeatureLimits.requireModelSize(
          encoder.bytes() + Float.BYTES * entries, shape, smaller(rows * columns > 1));
    } catch (IllegalArgumentException e) {
      throw new ModelException(encoder.path(), String.valueOf(e.getMessage()), e);
    }
    FeatureLimits.requireMemory(entries);
  }

  private static String smaller(boolean positions) {
    return "use fewer --dimensions"
        + (positions ? ", a smaller --size, or leave --positions out" : ", or a smaller encoder");
  }

  /** Turns (N, dimensions, ...) into the declared feature (N, positions, dimensions). */
  private static String feature(OnnxGraph graph, String tensor, int dimensions, long positions) {
    String byChannel = graph.node("Reshape", tensor, graph.constant(0L, dimensions, positions));
    String feature = graph.node("Transpose", List.of(integers("perm", 0, 2, 1)), byChannel);
    graph.output(feature, FeatureGraph.FEATURE, -1, positions, dimensions);
    return feature;
  }
}
