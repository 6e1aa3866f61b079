package dev.kizuki.trainer.export;

import static dev.kizuki.trainer.export.OnnxGraph.integer;
import static dev.kizuki.trainer.export.OnnxGraph.integers;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.Split;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** An encoder that a user brings as ONNX: a backbone exported elsewhere. */
public final class UserEncoder {
  private static final int OLDEST_OPSET = 13;

  private final ModelFile file;
  private final ModelProto proto;
  private final ValueInfoProto input;
  private final String output;

  private UserEncoder(ModelFile file, ModelProto proto, ValueInfoProto input, String output) {
    this.file = file;
    this.proto = proto;
    this.input = input;
    this.output = output;
  }

  /**
   * How x in [0, 255] becomes the encoder's float32 input: {@code (x / 255 - mean) / std}.
   *
   * @param mean one value, or one for each channel
   * @param std likewise
   */
  public record Scaling(List<Float> mean, List<Float> std) {
    private static final Scaling NONE = new Scaling(List.of(0f), List.of(1f));

    public Scaling {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (std.stream().anyMatch(value -> !(value > 0))) {
        throw new IllegalArgumentException("--std must be positive, was " + std);
      }
    }

    private void requireFor(Preprocessing shape) {
      for (List<Float> values : List.of(mean, std)) {
        if (values.size() != 1 && values.size() != shape.channels()) {
          throw new IllegalArgumentException(
              "--mean and --std take one value or one for each channel: %d were given, images have %d%s"
                  .formatted(
                      values.size(),
                      shape.channels(),
                      shape.channels() == 1 ? " (--colour gives 3)" : ""));
        }
      }
    }
  }

  /**
   * Which of the output's channels are used.
   *
   * @param count how many, or 0 for all
   * @param seed draws them
   */
  public record Channels(int count, long seed) {
    public Channels {
      if (count < 0) {
        throw new IllegalArgumentException("--dimensions must be positive, was " + count);
      }
    }

    private long[] of(int available) {
      if (count > available) {
        throw new IllegalArgumentException(
            "--dimensions %d is more than the %d channels of the output"
                .formatted(count, available));
      }
      int[] all = IntStream.range(0, available).toArray();
      return Arrays.stream(Split.shuffled(all, new Random(seed)))
          .limit(count)
          .sorted()
          .asLongStream()
          .toArray();
    }
  }

  /**
   * Reads the file.
   *
   * @param output the name of the output to use, or empty for the first
   * @throws ModelException if it is no ONNX file of ours to use; the message says what to change
   */
  public static UserEncoder read(Path path, String output) {
    ModelFile file = ModelFile.read(path);
    ModelProto proto;
    try {
      proto = ModelProto.parseFrom(file.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(path, "it is no ONNX file: " + e.getMessage(), e);
    }
    requireOpset(path, proto);
    boolean external =
        proto.getGraph().getInitializerList().stream()
            .anyMatch(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL);
    if (external) {
      throw new ModelException(
          path, "its weights lie in another file; export it with all of them in one .onnx file");
    }
    return new UserEncoder(
        file, proto, onlyInput(path, proto.getGraph()), output(path, proto, output));
  }

  private static void requireOpset(Path path, ModelProto proto) {
    long opset =
        proto.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
            .mapToLong(set -> set.getVersion())
            .findFirst()
            .orElse(0);
    if (opset < OLDEST_OPSET) {
      throw new ModelException(
          path,
          "it uses opset %d; export it with opset %d or newer".formatted(opset, OLDEST_OPSET));
    }
  }

  private static ValueInfoProto onlyInput(Path path, GraphProto graph) {
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    List<ValueInfoProto> inputs =
        graph.getInputList().stream()
            .filter(value -> !constants.contains(value.getName()))
            .toList();
    if (inputs.size() != 1) {
      throw new ModelException(
          path, "it takes %d inputs; an encoder of images takes one".formatted(inputs.size()));
    }
    return inputs.get(0);
  }

  private static String output(Path path, ModelProto proto, String asked) {
    List<String> outputs =
        proto.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    if (!asked.isEmpty() && !outputs.contains(asked)) {
      throw new ModelException(path, "it has no output '%s', only %s".formatted(asked, outputs));
    }
    if (outputs.isEmpty()) {
      throw new ModelException(path, "it has no output");
    }
    return asked.isEmpty() ? outputs.get(0) : asked;
  }

  public String sha256() {
    return file.sha256();
  }

  /** The output that is used. */
  public String output() {
    return output;
  }

  /**
   * The encoder with our input in front, and its output as features.
   *
   * @param perPosition whether a map's positions stay apart; else the map is averaged
   */
  public FeatureGraph features(
      Preprocessing shape, Scaling scaling, boolean perPosition, Channels channels) {
    OnnxGraph graph = withOurInput(shape, scaling);
    long[] output = outputShape(graph, shape);
    return join(graph, shape, output, perPosition, channels);
  }

  /** Our uint8 input takes the place of the encoder's, with the scaling between them. */
  private OnnxGraph withOurInput(Preprocessing shape, Scaling scaling) {
    OnnxGraph graph = new OnnxGraph();
    String image =
        graph.input(
            ModelMetadata.INPUT,
            DataType.UINT8,
            -1,
            shape.channels(),
            shape.height(),
            shape.width());
    int type = input.getType().getTensorType().getElemType();
    if (type != DataType.UINT8_VALUE && type != DataType.FLOAT_VALUE) {
      throw new ModelException(
          file.path(),
          "its input is %s; export it with float32 or uint8".formatted(DataType.forNumber(type)));
    }
    if (type == DataType.UINT8_VALUE && !scaling.equals(Scaling.NONE)) {
      throw new IllegalArgumentException(
          "the encoder takes uint8 and scales by itself: leave --mean and --std out");
    }
    scaling.requireFor(shape);
    String scaled = type == DataType.UINT8_VALUE ? image : scale(graph, image, scaling);
    GraphProto.Builder prelude = graph.proto();
    GraphProto encoder = renamed(proto.getGraph());
    GraphProto.Builder joined =
        encoder.toBuilder()
            .clearNode()
            .clearInput()
            .clearOutput()
            .addAllInput(prelude.getInputList())
            .addAllInitializer(prelude.getInitializerList())
            .addAllNode(prelude.getNodeList())
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Identity")
                    .addInput(scaled)
                    .addOutput(ours(input.getName())))
            .addAllNode(encoder.getNodeList());
    return graph.within(proto.toBuilder().setGraph(joined).setProducerName("kizuki").build());
  }

  private static String scale(OnnxGraph graph, String image, Scaling scaling) {
    String x = graph.node("Cast", List.of(integer("to", DataType.FLOAT_VALUE)), image);
    String unit = graph.node("Div", x, graph.constant(255.0));
    String centred = graph.node("Sub", unit, perChannel(graph, scaling.mean()));
    return graph.node("Div", centred, perChannel(graph, scaling.std()));
  }

  private static String perChannel(OnnxGraph graph, List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return graph.constant(array, 1, array.length, 1, 1);
  }

  /** The encoder's tensors under names that cannot be ours. */
  private static GraphProto renamed(GraphProto graph) {
    GraphProto.Builder renamed = graph.toBuilder();
    for (int i = 0; i < renamed.getNodeCount(); i++) {
      NodeProto.Builder node = renamed.getNodeBuilder(i);
      if (node.getAttributeList().stream().anyMatch(attribute -> attribute.hasG())) {
        throw new IllegalArgumentException(
            "the encoder has a node '%s' with a graph inside (%s), which is not supported: export it"
                    .formatted(node.getName(), node.getOpType())
                + " without control flow");
      }
      for (int j = 0; j < node.getInputCount(); j++) {
        node.setInput(j, ours(node.getInput(j)));
      }
      for (int j = 0; j < node.getOutputCount(); j++) {
        node.setOutput(j, ours(node.getOutput(j)));
      }
    }
    renamed.clearValueInfo();
    for (int i = 0; i < renamed.getInitializerCount(); i++) {
      renamed.getInitializerBuilder(i).setName(ours(renamed.getInitializer(i).getName()));
    }
    return renamed.build();
  }

  private static String ours(String name) {
    return name.isEmpty() ? name : "encoder/" + name;
  }

  private long[] outputShape(OnnxGraph graph, Preprocessing shape) {
    OnnxGraph probe = graph.copy();
    probe.proto().addOutput(ValueInfoProto.newBuilder().setName(ours(output)));
    try (GraphRunner runner = new GraphRunner(probe.toBytes(), shape)) {
      long[] shapeOfTwo = runner.outputShape(ours(output), 2);
      if (shapeOfTwo.length == 0 || shapeOfTwo[0] != 2) {
        throw new IllegalArgumentException(
            "two images give an output of %s; export it with a dynamic batch axis"
                .formatted(Arrays.toString(shapeOfTwo)));
      }
      return shapeOfTwo;
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          file.path(),
          "it does not take images of %d x %d x %d (try --size or --colour, or export it with a dynamic batch axis): %s"
              .formatted(shape.channels(), shape.height(), shape.width(), e.getMessage()),
          e);
    }
  }

  private FeatureGraph join(
      OnnxGraph graph, Preprocessing shape, long[] output, boolean perPosition, Channels channels) {
    String tensor = ours(this.output);
    boolean map = output.length == 4;
    if (!map && (perPosition || output.length != 2)) {
      throw new ModelException(
          file.path(),
          "its output '%s' has %d axes; %s"
              .formatted(
                  this.output,
                  output.length,
                  perPosition ? "positions need a map (N, D, rows, columns)" : "2 or 4 are read"));
    }
    int dimensions = (int) output[1];
    if (channels.count() > 0) {
      tensor =
          graph.node(
              "Gather",
              List.of(integer("axis", 1)),
              tensor,
              graph.constant(channels.of(dimensions)));
      dimensions = channels.count();
    }
    int rows = perPosition ? (int) output[2] : 1;
    int columns = perPosition ? (int) output[3] : 1;
    long entries = (long) dimensions * dimensions * rows * columns;
    if (entries > FeatureGraphs.MOST_COVARIANCES) {
      throw new ModelException(
          file.path(),
          "the covariances of its output '%s' have %d million entries, too many: use --dimensions, a"
                  .formatted(this.output, entries >> 20)
              + " smaller --size, or leave --positions out");
    }
    String pooled = map ? graph.node("GlobalAveragePool", tensor) : tensor;
    String latent = graph.node("Reshape", pooled, graph.constant(0L, dimensions));
    graph.output(latent, ModelMetadata.LATENT, -1, dimensions);
    String byChannel =
        graph.node(
            "Reshape",
            perPosition ? tensor : latent,
            graph.constant(0L, dimensions, (long) rows * columns));
    String feature = graph.node("Transpose", List.of(integers("perm", 0, 2, 1)), byChannel);
    graph.output(feature, FeatureGraph.FEATURE, -1, (long) rows * columns, dimensions);
    return new FeatureGraph(
        graph,
        shape,
        feature,
        rows,
        columns,
        List.of(dimensions),
        dimensions,
        file.path().getFileName() + ":" + this.output);
  }
}
