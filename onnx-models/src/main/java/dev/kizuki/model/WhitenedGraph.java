package dev.kizuki.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a model with its whitened feature as one more output. It exists for models whose
 * distance is the length of one vector, {@code |(f - mean) W|}. Models that judge several places or
 * several features compute their distance from many such vectors, and have none.
 *
 * <p>The numbers of the fields are those of {@code ModelProto}, {@code GraphProto}, {@code
 * NodeProto} and {@code ValueInfoProto} in <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param output the name of the output: (N, D), float32
 * @param content the ONNX file
 */
public record WhitenedGraph(String output, ByteString content) {
  private static final int GRAPH = 7;
  private static final int NODES = 1;
  private static final int OUTPUTS = 12;
  private static final int NODE_INPUTS = 1;
  private static final int NODE_OUTPUTS = 2;
  private static final int NODE_TYPE = 4;
  private static final int VALUE_NAME = 1;

  /** Nodes that hand on the values that they get. */
  private static final Set<String> COPIES = Set.of("Identity", "Reshape", "Squeeze", "Flatten");

  private record Node(String type, List<String> inputs) {}

  /**
   * Adds the output.
   *
   * @param onnx the content of a model file
   * @return empty if the distance is not the length of one vector
   * @throws IllegalArgumentException if it is not an ONNX file
   */
  public static Optional<WhitenedGraph> of(byte[] onnx) {
    try {
      UnknownFieldSet model = UnknownFieldSet.parseFrom(onnx);
      return whitened(nodes(model)).map(name -> new WhitenedGraph(name, withOutput(onnx, name)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is not an ONNX file: " + e.getMessage(), e);
    }
  }

  /** The nodes by the names of their outputs. */
  private static Map<String, Node> nodes(UnknownFieldSet model)
      throws InvalidProtocolBufferException {
    Map<String, Node> nodes = new HashMap<>();
    for (ByteString graph : model.getField(GRAPH).getLengthDelimitedList()) {
      for (ByteString bytes :
          UnknownFieldSet.parseFrom(graph).getField(NODES).getLengthDelimitedList()) {
        UnknownFieldSet node = UnknownFieldSet.parseFrom(bytes);
        Node read = new Node(String.join("", texts(node, NODE_TYPE)), texts(node, NODE_INPUTS));
        texts(node, NODE_OUTPUTS).forEach(output -> nodes.put(output, read));
      }
    }
    return nodes;
  }

  private static List<String> texts(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  /** The vector of which the distance is the root of the sum of squares. */
  private static Optional<String> whitened(Map<String, Node> nodes) {
    return input(nodes, ModelMetadata.DISTANCE, "Sqrt")
        .flatMap(squares -> input(nodes, squares, "ReduceSum"))
        .flatMap(square -> input(nodes, square, "Mul"));
  }

  /** The first input of the node that makes a tensor; empty if the node is of another type. */
  private static Optional<String> input(Map<String, Node> nodes, String tensor, String type) {
    @Nullable Node node = nodes.get(tensor);
    while (node != null && COPIES.contains(node.type()) && !node.inputs().isEmpty()) {
      node = nodes.get(node.inputs().get(0));
    }
    boolean fits =
        node != null
            && node.type().equals(type)
            && !node.inputs().isEmpty()
            && (!type.equals("Mul") || node.inputs().stream().distinct().count() == 1);
    return fits && node != null ? Optional.of(node.inputs().get(0)) : Optional.empty();
  }

  /** A message that appears twice in a file is merged, so the output can be appended. */
  private static ByteString withOutput(byte[] onnx, String name) {
    UnknownFieldSet value = message(VALUE_NAME, ByteString.copyFromUtf8(name));
    UnknownFieldSet graph = message(OUTPUTS, value.toByteString());
    return ByteString.copyFrom(onnx).concat(message(GRAPH, graph.toByteString()).toByteString());
  }

  private static UnknownFieldSet message(int field, ByteString content) {
    return UnknownFieldSet.newBuilder()
        .addField(field, Field.newBuilder().addLengthDelimited(content).build())
        .build();
  }
}
