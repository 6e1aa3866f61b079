package dev.kizuki.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph of an ONNX file, and the vector in it whose length is the distance.
 *
 * <p>The numbers of the fields are those of {@code ModelProto}, {@code GraphProto} and {@code
 * NodeProto} in <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param model the fields of the file
 * @param graph the fields of the graph
 * @param nodes the nodes of the graph, in order
 */
record DistanceGraph(UnknownFieldSet model, UnknownFieldSet graph, List<Node> nodes) {
  /** The field of a model with its graph. */
  static final int GRAPH = 7;

  /** The field of a graph with its nodes. */
  static final int NODES = 1;

  /** The field of a node with the names of its inputs. */
  static final int NODE_INPUTS = 1;

  /** The field of a node with the names of its outputs. */
  static final int NODE_OUTPUTS = 2;

  /** The field of a node with the name of its operator. */
  static final int NODE_TYPE = 4;

  /** Nodes that hand on the values that they get. */
  private static final Set<String> COPIES = Set.of("Identity", "Reshape", "Squeeze", "Flatten");

  /**
   * A node.
   *
   * @param type the name of the operator
   * @param fields the fields of the node
   */
  record Node(String type, List<String> inputs, List<String> outputs, UnknownFieldSet fields) {}

  /**
   * Reads a graph.
   *
   * @param onnx the content of a model file
   * @throws IllegalArgumentException if it is not an ONNX file
   */
  static DistanceGraph of(byte[] onnx) {
    try {
      UnknownFieldSet model = UnknownFieldSet.parseFrom(onnx);
      // A message that appears twice in a file is merged, which is what a concatenation gives.
      ByteString bytes =
          model.getField(GRAPH).getLengthDelimitedList().stream()
              .reduce(ByteString.EMPTY, ByteString::concat);
      UnknownFieldSet graph = UnknownFieldSet.parseFrom(bytes);
      List<Node> nodes = new ArrayList<>();
      for (ByteString node : graph.getField(NODES).getLengthDelimitedList()) {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(node);
        nodes.add(
            new Node(
                String.join("", texts(fields, NODE_TYPE)),
                texts(fields, NODE_INPUTS),
                texts(fields, NODE_OUTPUTS),
                fields));
      }
      return new DistanceGraph(model, graph, nodes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is not an ONNX file: " + e.getMessage(), e);
    }
  }

  static List<String> texts(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  static Field texts(String... values) {
    Field.Builder field = Field.newBuilder();
    for (String value : values) {
      field.addLengthDelimited(ByteString.copyFromUtf8(value));
    }
    return field.build();
  }

  /**
   * Returns the node that squares the vector of which the distance is the root of the sum of
   * squares. Both inputs of the node are the vector. Empty if the distance is anything else.
   */
  Optional<Node> square() {
    Map<String, Node> makers = makers();
    return maker(makers, ModelMetadata.DISTANCE, "Sqrt")
        .flatMap(root -> maker(makers, root.inputs().get(0), "ReduceSum"))
        .flatMap(sum -> maker(makers, sum.inputs().get(0), "Mul"))
        .filter(square -> square.inputs().stream().distinct().count() == 1);
  }

  /** The nodes by the names of their outputs. */
  Map<String, Node> makers() {
    Map<String, Node> makers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    return makers;
  }

  /** The node that makes the values of a tensor; empty if the node is of another type. */
  private static Optional<Node> maker(Map<String, Node> makers, String tensor, String type) {
    @Nullable Node node = makers.get(tensor);
    while (node != null && COPIES.contains(node.type()) && !node.inputs().isEmpty()) {
      node = makers.get(node.inputs().get(0));
    }
    return Optional.ofNullable(node)
        .filter(found -> found.type().equals(type) && !found.inputs().isEmpty());
  }
}
