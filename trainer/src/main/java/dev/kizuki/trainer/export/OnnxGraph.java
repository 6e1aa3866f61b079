package dev.kizuki.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes an ONNX graph, node by node. A tensor is known by its name; each method that adds a node
 * gives back the name of its output. Operators as in opset {@value #OPSET}:
 * https://onnx.ai/onnx/operators/.
 */
public final class OnnxGraph {
  static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;
  private int names;

  /** An empty graph. */
  public OnnxGraph() {
    this.model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("kizuki")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    this.graph = model.getGraphBuilder().setName("kizuki");
  }

  private OnnxGraph(ModelProto.Builder model) {
    this.model = model;
    this.graph = model.getGraphBuilder();
  }

  /** A graph of its own that goes on from here. */
  public OnnxGraph copy() {
    return within(model.build());
  }

  /** This graph grown into another one; further names follow those given so far. */
  OnnxGraph within(ModelProto larger) {
    OnnxGraph graph = new OnnxGraph(larger.toBuilder());
    graph.names = names;
    return graph;
  }

  GraphProto.Builder proto() {
    return graph;
  }

  /** Declares an input. A dimension of -1 is the batch, N. */
  public String input(String name, TensorProto.DataType type, long... shape) {
    graph.addInput(value(name, type, shape));
    return name;
  }

  /** Declares an output, under a name of its own. A dimension of -1 is the batch, N. */
  public void output(String tensor, String name, long... shape) {
    if (!tensor.equals(name)) {
      graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(tensor).addOutput(name));
    }
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, shape));
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      if (size < 0) {
        dimensions.addDimBuilder().setDimParam("N");
      } else {
        dimensions.addDimBuilder().setDimValue(size);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  /** A constant float32 tensor; no shape is a scalar. */
  public String constant(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return initializer(TensorProto.DataType.FLOAT, ByteString.copyFrom(bytes), shape);
  }

  /** A constant float32 scalar. */
  public String constant(double value) {
    return constant(new float[] {(float) value});
  }

  /** A constant int64 vector, as shapes and axes are. */
  public String constant(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return initializer(TensorProto.DataType.INT64, ByteString.copyFrom(bytes), values.length);
  }

  private String initializer(TensorProto.DataType type, ByteString raw, long... shape) {
    String name = fresh("constant");
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(raw);
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Any operator with one output and no attributes. */
  public String node(String operator, String... inputs) {
    return node(operator, List.of(), inputs);
  }

  /** Any operator with one output. */
  public String node(String operator, List<AttributeProto> attributes, String... inputs) {
    return nodes(operator, 1, attributes, inputs).get(0);
  }

  /** Any operator. */
  public List<String> nodes(
      String operator, int outputs, List<AttributeProto> attributes, String... inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .addAllInput(List.of(inputs))
            .addAllAttribute(attributes);
    for (int i = 0; i < outputs; i++) {
      node.addOutput(fresh(operator));
    }
    graph.addNode(node);
    return List.copyOf(node.getOutputList());
  }

  private String fresh(String kind) {
    return "kizuki/%s_%d".formatted(kind, names++);
  }

  /** An attribute of type INT. */
  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  /** An attribute of type STRING. */
  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** An attribute of type INTS. */
  public static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** Replaces the metadata entry of this key. */
  public void metadata(String key, String value) {
    for (int i = model.getMetadataPropsCount() - 1; i >= 0; i--) {
      if (model.getMetadataProps(i).getKey().equals(key)) {
        model.removeMetadataProps(i);
      }
    }
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }

  /** The file's content; the same graph gives the same bytes. */
  public byte[] toBytes() {
    return model.build().toByteArray();
  }
}
