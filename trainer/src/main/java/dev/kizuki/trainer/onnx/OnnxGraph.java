package dev.kizuki.trainer.onnx;

import ai.djl.util.Float16Utils;
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
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes an ONNX graph, node by node. A tensor is identified by its name. Each method that adds a
 * node returns the name of the node's output. The operators are those of opset {@value #OPSET}:
 * https://onnx.ai/onnx/operators/.
 *
 * <p>In each shape, a dimension of -1 is the batch size N.
 */
public final class OnnxGraph {
  static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;
  private int names;

  /** Creates an empty graph. */
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

  /** Returns an independent copy. Nodes added to the copy do not change this graph. */
  public OnnxGraph copy() {
    return within(model.build());
  }

  /**
   * Returns a graph that starts with the nodes of {@code larger}. New tensor names continue the
   * numbering of this graph, so they do not collide with its names.
   */
  OnnxGraph within(ModelProto larger) {
    OnnxGraph graph = new OnnxGraph(larger.toBuilder());
    graph.names = names;
    return graph;
  }

  GraphProto.Builder proto() {
    return graph;
  }

  /** Declares an input and returns its name. */
  public String input(String name, ElementType type, long... shape) {
    graph.addInput(value(name, type, shape));
    return name;
  }

  /**
   * Declares the input of every Kizuki model, {@link ModelMetadata#INPUT}: (N, C, H, W), uint8.
   *
   * @return the name of the input
   */
  public String imageInput(Preprocessing shape) {
    return input(
        ModelMetadata.INPUT,
        ElementType.UINT8,
        -1,
        shape.channels(),
        shape.height(),
        shape.width());
  }

  /** Declares the float32 output {@code name}, a copy of the tensor. */
  public void output(String tensor, String name, long... shape) {
    graph.addOutput(value(named(tensor, name), ElementType.FLOAT, shape));
  }

  /** Adds a copy of the tensor with a name of its own. Returns the name. */
  public String named(String tensor, String name) {
    if (!tensor.equals(name)) {
      graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(tensor).addOutput(name));
    }
    return name;
  }

  /** Declares a tensor as an output whose type and shape ONNX Runtime infers. */
  public void inferredOutput(String tensor) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(tensor));
  }

  private static ValueInfoProto value(String name, ElementType type, long... shape) {
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
                    TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(dimensions)))
        .build();
  }

  /** Adds a constant float32 tensor, row-major. Without a shape it is a scalar. */
  public String constant(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return initializer(TensorProto.DataType.FLOAT, ByteString.copyFrom(bytes), shape);
  }

  /**
   * Adds a constant tensor that the file holds in half precision, and its conversion to float32.
   * The values are rounded to 11 significant bits.
   *
   * @param values the values, of which none may exceed 65504 in size
   */
  public String halfConstant(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(Float16Utils.floatToHalf(value));
    }
    return castToFloat(
        initializer(TensorProto.DataType.FLOAT16, ByteString.copyFrom(bytes.flip()), shape));
  }

  /** Adds a constant float32 scalar. */
  public String constant(double value) {
    return constant(new float[] {(float) value});
  }

  /** Adds a constant int64 vector. ONNX uses these for shapes and axes. */
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

  /** Adds a conversion of the tensor to float32. */
  public String castToFloat(String tensor) {
    return cast(tensor, ElementType.FLOAT);
  }

  /** Adds a conversion of the tensor to another type. */
  public String cast(String tensor, ElementType type) {
    return node("Cast", List.of(OnnxAttribute.integer("to", type.number())), tensor);
  }

  /** Adds an operator that has one output and no attributes. */
  public String node(String operator, String... inputs) {
    return node(operator, List.of(), inputs);
  }

  /** Adds an operator that has one output. */
  public String node(String operator, List<OnnxAttribute> attributes, String... inputs) {
    return nodes(operator, 1, attributes, inputs).get(0);
  }

  /** Adds an operator and returns the names of its outputs. */
  public List<String> nodes(
      String operator, int outputs, List<OnnxAttribute> attributes, String... inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .addAllInput(List.of(inputs))
            .addAllAttribute(attributes.stream().map(OnnxAttribute::proto).toList());
    for (int i = 0; i < outputs; i++) {
      node.addOutput(fresh(operator));
    }
    graph.addNode(node);
    return List.copyOf(node.getOutputList());
  }

  private String fresh(String kind) {
    return "kizuki/%s_%d".formatted(kind, names++);
  }

  /** Sets a metadata entry. An earlier entry with the same key is removed. */
  public void metadata(String key, String value) {
    for (int i = model.getMetadataPropsCount() - 1; i >= 0; i--) {
      if (model.getMetadataProps(i).getKey().equals(key)) {
        model.removeMetadataProps(i);
      }
    }
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }

  /** Returns the ONNX file. The same graph always gives the same bytes. */
  public byte[] toBytes() {
    return model.build().toByteArray();
  }
}
