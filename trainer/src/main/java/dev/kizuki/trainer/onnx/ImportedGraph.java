package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX graph from a file that was written by another program. It has exactly one input and can
 * be appended to a graph of ours.
 */
public final class ImportedGraph {
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
   * @throws ModelException if the file is not ONNX, uses an opset older than 11, keeps its weights
   *     in another file, or does not have exactly one input
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
    if (opset < OlderOpset.OLDEST) {
      throw new ModelException(
          path,
          "it uses opset %d; export it with opset %d or newer, such as opset_version=17"
              .formatted(opset, OlderOpset.OLDEST));
    }
  }

  private static long opset(ModelProto proto) {
    return proto.getOpsetImportList().stream()
        .filter(ImportedGraph::isStandard)
        .mapToLong(set -> set.getVersion())
        .findFirst()
        .orElse(0);
  }

  private static boolean isStandard(OperatorSetIdProto set) {
    return set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
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

  /** The number of bytes of the graph; less than the file has after {@link #upTo}. */
  public long bytes() {
    return proto.getSerializedSize();
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
   * Returns the type of the input.
   *
   * @throws ModelException if it is none of float32, float16 and uint8
   */
  public ElementType inputType() {
    int type = input.getType().getTensorType().getElemType();
    return ElementType.of(type)
        .orElseThrow(
            () ->
                new ModelException(
                    file.path(),
                    "its input is %s; export it with float32, float16 or uint8"
                        .formatted(DataType.forNumber(type))));
  }

  /** The names of the tensors that the nodes compute, without constants, in the graph's order. */
  public List<String> tensors() {
    return proto.getGraph().getNodeList().stream()
        .filter(node -> !node.getOpType().equals("Constant"))
        .flatMap(node -> node.getOutputList().stream())
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Returns the tensor with this name, or the first output of the node with this name. */
  public Optional<String> find(String name) {
    return tensors().contains(name)
        ? Optional.of(name)
        : proto.getGraph().getNodeList().stream()
            .filter(node -> node.getName().equals(name) && node.getOutputCount() > 0)
            .map(node -> node.getOutput(0))
            .findFirst();
  }

  /** Returns a graph that computes these tensors and nothing else. */
  public ImportedGraph upTo(Collection<String> tensors) {
    Set<String> needed = new HashSet<>(tensors);
    Deque<NodeProto> nodes = new ArrayDeque<>();
    List<NodeProto> all = proto.getGraph().getNodeList();
    for (int i = all.size() - 1; i >= 0; i--) {
      NodeProto node = all.get(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        nodes.addFirst(node);
        needed.addAll(node.getInputList());
      }
    }
    GraphProto.Builder part =
        proto.getGraph().toBuilder().clearNode().clearInitializer().addAllNode(nodes);
    proto.getGraph().getInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(part::addInitializer);
    return with(part.build());
  }

  /**
   * Returns the graph with an open batch axis, as far as constant shapes can be rewritten. The
   * caller must check the result.
   */
  public ImportedGraph withOpenBatch() {
    List<Long> shape = inputShape();
    long batch = shape.isEmpty() || shape.get(0) <= 0 ? 1 : shape.get(0);
    return with(OpenBatch.of(proto.getGraph(), batch));
  }

  private ImportedGraph with(GraphProto graph) {
    return new ImportedGraph(file, proto.toBuilder().setGraph(graph).build(), input);
  }

  /**
   * Returns a graph that runs {@code prelude} first and then this graph on one of its tensors. The
   * outputs of this graph are not declared; {@link #tensor} gives their names.
   *
   * @param prelude a graph of ours; not changed
   * @param tensor the tensor of the prelude that becomes the input of this graph
   * @throws ModelException if this graph has a node with a graph inside (control flow)
   */
  public OnnxGraph after(OnnxGraph prelude, String tensor) {
    GraphProto.Builder first = prelude.proto();
    boolean old = opset(proto) < OlderOpset.NEW;
    GraphProto second = renamed(old ? OlderOpset.upgraded(proto.getGraph()) : proto.getGraph());
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
    ModelProto.Builder model = proto.toBuilder().setGraph(joined).setProducerName("kizuki");
    if (old) {
      model.clearOpsetImport();
      proto.getOpsetImportList().stream()
          .map(set -> isStandard(set) ? set.toBuilder().setVersion(OlderOpset.NEW).build() : set)
          .forEach(model::addOpsetImport);
    }
    return prelude.within(model.build());
  }

  /** The name that a tensor of this graph has in the joined graph. */
  public static String tensor(String name) {
    return name.isEmpty() ? name : PREFIX + name;
  }

  private GraphProto renamed(GraphProto graph) {
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

  private void requireNoGraphInside(NodeProto.Builder node) {
    if (node.getAttributeList().stream().anyMatch(attribute -> attribute.hasG())) {
      throw new ModelException(
          file.path(),
          "its node '%s' has a graph inside (%s), which is not supported: export it without control flow"
              .formatted(node.getName(), node.getOpType()));
    }
  }
}
