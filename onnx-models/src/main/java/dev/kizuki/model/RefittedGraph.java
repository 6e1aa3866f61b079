package dev.kizuki.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.kizuki.model.DistanceGraph.Node;
import dev.kizuki.whitening.AffineMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Changes the mean and the whitening of a model, and leaves its network as it is. One node, {@code
 * z M + b}, is put between the whitened feature z and its length. If a model has this node already,
 * the maps are composed, so that the graph does not grow.
 *
 * <p>The numbers of the fields are those of {@code GraphProto}, {@code NodeProto} and {@code
 * TensorProto} in <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
public final class RefittedGraph {
  private static final String OUTPUT = "kizuki/refit";
  private static final String MATRIX = "kizuki/refit_matrix";
  private static final String OFFSET = "kizuki/refit_offset";

  private static final int CONSTANTS = 5;
  private static final int TENSOR_SIZES = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_BYTES = 9;
  private static final int FLOAT = 1;

  private RefittedGraph() {}

  /**
   * Maps the whitened feature.
   *
   * @param onnx the content of a model file
   * @param map the map of the vector that {@link WhitenedGraph} finds in this file
   * @return the content of the new file, with the same metadata
   * @throws IllegalArgumentException if it is not an ONNX file, or its distance is not the length
   *     of one vector of the length of the map
   */
  public static byte[] of(byte[] onnx, AffineMap map) {
    DistanceGraph file = DistanceGraph.of(onnx);
    Node square =
        file.square()
            .orElseThrow(
                () -> new IllegalArgumentException("the distance is not the length of one vector"));
    boolean isRefitted = isRefitted(square);
    AffineMap whole = isRefitted ? mapOf(file).then(map) : map;
    Field.Builder nodes = Field.newBuilder();
    for (Node node : file.nodes()) {
      if (!node.equals(square) || isRefitted) {
        nodes.addLengthDelimited(node.fields().toByteString());
        continue;
      }
      nodes.addLengthDelimited(refit(square.inputs().get(0)).toByteString());
      nodes.addLengthDelimited(
          node.fields().toBuilder()
              .clearField(DistanceGraph.NODE_INPUTS)
              .addField(DistanceGraph.NODE_INPUTS, DistanceGraph.texts(OUTPUT, OUTPUT))
              .build()
              .toByteString());
    }
    UnknownFieldSet graph =
        file.graph().toBuilder()
            .clearField(DistanceGraph.NODES)
            .addField(DistanceGraph.NODES, nodes.build())
            .clearField(CONSTANTS)
            .addField(CONSTANTS, constants(file, whole))
            .build();
    return file.model().toBuilder()
        .clearField(DistanceGraph.GRAPH)
        .addField(
            DistanceGraph.GRAPH,
            Field.newBuilder().addLengthDelimited(graph.toByteString()).build())
        .build()
        .toByteArray();
  }

  private static boolean isRefitted(Node square) {
    return square.inputs().get(0).equals(OUTPUT);
  }

  private static UnknownFieldSet refit(String vector) {
    return UnknownFieldSet.newBuilder()
        .addField(DistanceGraph.NODE_INPUTS, DistanceGraph.texts(vector, MATRIX, OFFSET))
        .addField(DistanceGraph.NODE_OUTPUTS, DistanceGraph.texts(OUTPUT))
        .addField(DistanceGraph.NODE_TYPE, DistanceGraph.texts("Gemm"))
        .build();
  }

  private static Field constants(DistanceGraph file, AffineMap map) {
    Field.Builder constants = Field.newBuilder();
    for (ByteString constant : file.graph().getField(CONSTANTS).getLengthDelimitedList()) {
      String name = name(parse(constant));
      if (!name.equals(MATRIX) && !name.equals(OFFSET)) {
        constants.addLengthDelimited(constant);
      }
    }
    long d = map.dimensions();
    constants.addLengthDelimited(constant(MATRIX, map.matrix(), d, d));
    constants.addLengthDelimited(constant(OFFSET, map.offset(), d));
    return constants.build();
  }

  private static ByteString constant(String name, double[] values, long... sizes) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    Field.Builder shape = Field.newBuilder();
    for (long size : sizes) {
      shape.addVarint(size);
    }
    return UnknownFieldSet.newBuilder()
        .addField(TENSOR_SIZES, shape.build())
        .addField(TENSOR_TYPE, Field.newBuilder().addVarint(FLOAT).build())
        .addField(TENSOR_NAME, DistanceGraph.texts(name))
        .addField(
            TENSOR_BYTES,
            Field.newBuilder().addLengthDelimited(ByteString.copyFrom(bytes.flip())).build())
        .build()
        .toByteString();
  }

  /** The map that a refitted file has. */
  private static AffineMap mapOf(DistanceGraph file) {
    Map<String, double[]> values = new HashMap<>();
    for (ByteString constant : file.graph().getField(CONSTANTS).getLengthDelimitedList()) {
      UnknownFieldSet fields = parse(constant);
      String name = name(fields);
      if (name.equals(MATRIX) || name.equals(OFFSET)) {
        values.put(name, values(fields));
      }
    }
    if (values.size() < 2) {
      throw new IllegalArgumentException("the constants of its mean and whitening are missing");
    }
    return new AffineMap(
        Objects.requireNonNull(values.get(MATRIX)), Objects.requireNonNull(values.get(OFFSET)));
  }

  private static double[] values(UnknownFieldSet constant) {
    List<ByteString> bytes = constant.getField(TENSOR_BYTES).getLengthDelimitedList();
    ByteBuffer buffer =
        bytes.get(bytes.size() - 1).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[buffer.remaining() / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.getFloat();
    }
    return values;
  }

  private static String name(UnknownFieldSet constant) {
    return String.join("", DistanceGraph.texts(constant, TENSOR_NAME));
  }

  private static UnknownFieldSet parse(ByteString message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is not an ONNX file: " + e.getMessage(), e);
    }
  }
}
