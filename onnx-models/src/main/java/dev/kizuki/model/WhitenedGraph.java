package dev.kizuki.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.Optional;

/**
 * The graph of a model with its whitened feature as one more output. It exists for models whose
 * distance is the length of one vector, {@code |(f - mean) W|}. Models that judge several places or
 * several features compute their distance from many such vectors, and have none.
 *
 * <p>The numbers of the fields are those of {@code GraphProto} and {@code ValueInfoProto} in <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param output the name of the output: (N, D), float32
 * @param content the ONNX file
 */
public record WhitenedGraph(String output, ByteString content) {
  private static final int OUTPUTS = 12;
  private static final int VALUE_NAME = 1;

  /**
   * Adds the output.
   *
   * @param onnx the content of a model file
   * @return empty if the distance is not the length of one vector
   * @throws IllegalArgumentException if it is not an ONNX file
   */
  public static Optional<WhitenedGraph> of(byte[] onnx) {
    return DistanceGraph.of(onnx)
        .square()
        .map(square -> square.inputs().get(0))
        .map(name -> new WhitenedGraph(name, withOutput(onnx, name)));
  }

  /** A message that appears twice in a file is merged, so the output can be appended. */
  private static ByteString withOutput(byte[] onnx, String name) {
    UnknownFieldSet value = message(VALUE_NAME, ByteString.copyFromUtf8(name));
    UnknownFieldSet graph = message(OUTPUTS, value.toByteString());
    return ByteString.copyFrom(onnx)
        .concat(message(DistanceGraph.GRAPH, graph.toByteString()).toByteString());
  }

  private static UnknownFieldSet message(int field, ByteString content) {
    return UnknownFieldSet.newBuilder()
        .addField(field, Field.newBuilder().addLengthDelimited(content).build())
        .build();
  }
}
