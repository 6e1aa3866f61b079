package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An ONNX graph from a file that was written by another program. It has exactly one input and can
 * be appended to a graph of ours.
 */
public final class ImportedGraph {
  private static final int OLDEST_OPSET = 13;

  /** Put before each tensor name of the imported graph, so that no name equals one of ours. */
  private static final String PREFIX = "encoder/";

  private final ModelFile file;
  private final ModelProto proto;
  private final ValueInfoProto input;

  private ImportedGraph(ModelFile file, ModelProto proto, ValueInfoProto input) {
    this.file = file;
    this.proto = proto;
    this.input = input;
  }

  /**
   * Reads the file.
   *
   * @throws ModelException if the file is not ONNX, uses an opset older than {@value
   *     #OLDEST_OPSET}, keeps its weights in another file, or does not have exactly one input
   */
  public static ImportedGraph read(Path path) {
    ModelFile file = ModelFile.read(path);
    ModelProto proto;
    try {
      proto = ModelProto.parseFrom(file.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(path, "it is not an ONNX file: " + e.getMessage(), e);
    }
    requireOpset(path, proto);
    requireOwnWeights(path, proto);
    return new ImportedGraph(file, proto, onlyInput(path, proto.getGraph()));
  }

  private static void requireOpset(Path path, ModelProto proto) {
    long opset = opset(proto);
    if (opset < OLDEST_OPSET) {
      throw new ModelException(
          path,
          "it uses opset %d; export it with opset %d or newer".formatted(opset, OLDEST_OPSET));
    }
  }

  private static long opset(ModelProto proto) {
    return proto.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(set -> set.getVersion())
        .findFirst()
        .orElse(0);
  }

  private static void requireOwnWeights(Path path, ModelProto proto) {
    boolean external =
        proto.getGraph().getInitializerList().stream()
            .anyMatch(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL);
    if (external) {
      throw new ModelException(
          path, "its weights are in another file; export it with all of them in one .onnx file");
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

  public Path path() {
    return file.path();
  }

  /** The SHA-256 of the file, 64 hexadecimal digits. */
  public String sha256() {
    return file.sha256();
  }

  /** The names of the outputs, as the file has them. */
  public List<String> outputs() {
    return proto.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** The name of the input. */
  public String inputName() {
    return input.getName();
  }

  /** The sizes of the input's axes as the file declares them; -1 for a size that is open. */
  public List<Long> inputShape() {
    return input.getType().getTensorType().getShape().getDimList().stream()
        .map(axis -> axis.hasDimValue() ? axis.getDimValue() : -1)
        .toList();
  }

  /** The number of bytes of the file. */
  public long bytes() {
    return file.bytes().length;
  }

  /** The version of the format that the file has. */
  public long irVersion() {
    return proto.getIrVersion();
  }

  /** The version of the operators that the graph uses; 0 if the file does not say it. */
  public long opset() {
    return opset(proto);
  }

  /**
   * Requires that an output is float32, if the file declares its type.
   *
   * @throws ModelException if it has another type
   */
  public void requireFloat(String output) {
    proto.getGraph().getOutputList().stream()
        .filter(value -> value.getName().equals(output))
        .map(value -> value.getType().getTensorType().getElemType())
        .filter(type -> type != DataType.UNDEFINED_VALUE && type != DataType.FLOAT_VALUE)
        .findFirst()
        .ifPresent(
            type -> {
              throw new ModelException(
                  file.path(), "its output '%s' is %s".formatted(output, inWords(type, "float32")));
            });
  }

  private static String inWords(int type, String wanted) {
    boolean half = type == DataType.FLOAT16_VALUE || type == DataType.BFLOAT16_VALUE;
    return half
        ? "half precision (%s); export it with %s: in PyTorch call model.float() before the export, in converters keep the inputs and outputs (keep_io_types=True)"
            .formatted(DataType.forNumber(type), wanted)
        : "%s; export it with %s".formatted(DataType.forNumber(type), wanted);
  }

  /**
   * Returns whether the input is uint8. If not, it is float32.
   *
   * @throws ModelException if the input has another type
   */
  public boolean takesBytes() {
    int type = input.getType().getTensorType().getElemType();
    if (type != DataType.UINT8_VALUE && type != DataType.FLOAT_VALUE) {
      throw new ModelException(file.path(), "its input is " + inWords(type, "float32 or uint8"));
    }
    return type == DataType.UINT8_VALUE;
  }

  /**
   * Returns a graph that runs {@code prelude} first and then this graph on one of its tensors. The
   * outputs of this graph are not declared; {@link #tensor} gives their names.
   *
   * @param prelude a graph of ours; not changed
   * @param tensor the tensor of the prelude that becomes the input of this graph
   * @throws IllegalArgumentException if this graph has a node with a graph inside (control flow)
   */
  public OnnxGraph after(OnnxGraph prelude, String tensor) {
    GraphProto.Builder first = prelude.proto();
    GraphProto second = renamed(proto.getGraph());
    GraphProto.Builder joined =
        second.toBuilder()
            .clearNode()
            .clearInput()
            .clearOutput()
            .addAllInput(first.getInputList())
            .addAllInitializer(first.getInitializerList())
            .addAllNode(first.getNodeList())
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Identity")
                    .addInput(tensor)
                    .addOutput(tensor(input.getName())))
            .addAllNode(second.getNodeList());
    return prelude.within(proto.toBuilder().setGraph(joined).setProducerName("kizuki").build());
  }

  /** The name that a tensor of this graph has in the joined graph. */
  public static String tensor(String name) {
    return name.isEmpty() ? name : PREFIX + name;
  }

  private static GraphProto renamed(GraphProto graph) {
    GraphProto.Builder renamed = graph.toBuilder();
    for (int i = 0; i < renamed.getNodeCount(); i++) {
      NodeProto.Builder node = renamed.getNodeBuilder(i);
      requireNoGraphInside(node);
      for (int j = 0; j < node.getInputCount(); j++) {
        node.setInput(j, tensor(node.getInput(j)));
      }
      for (int j = 0; j < node.getOutputCount(); j++) {
        node.setOutput(j, tensor(node.getOutput(j)));
      }
    }
    renamed.clearValueInfo();
    for (int i = 0; i < renamed.getInitializerCount(); i++) {
      renamed.getInitializerBuilder(i).setName(tensor(renamed.getInitializer(i).getName()));
    }
    return renamed.build();
  }

  private static void requireNoGraphInside(NodeProto.Builder node) {
    if (node.getAttributeList().stream().anyMatch(attribute -> attribute.hasG())) {
      throw new IllegalArgumentException(
          "the encoder has a node '%s' with a graph inside (%s), which is not supported: export it"
                  .formatted(node.getName(), node.getOpType())
              + " without control flow");
    }
  }
}
