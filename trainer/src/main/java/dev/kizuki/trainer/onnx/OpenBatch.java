package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens the batch axis of a graph that was exported for one batch size. In the constant shapes of
 * its Reshape nodes, the batch size becomes 0, which copies the size of the input's axis. The
 * caller must check that the result gives one output for each image.
 */
final class OpenBatch {
  private OpenBatch() {}

  /**
   * @param batch the batch size that the graph was exported for
   */
  static GraphProto of(GraphProto graph, long batch) {
    Map<String, List<Long>> constants = constants(graph);
    GraphProto.Builder open = graph.toBuilder();
    for (int i = 0; i < open.getNodeCount(); i++) {
      NodeProto.Builder node = open.getNodeBuilder(i);
      List<Long> shape =
          node.getOpType().equals("Reshape") && node.getInputCount() == 2
              ? constants.getOrDefault(node.getInput(1), List.of())
              : List.of();
      if (!shape.isEmpty() && shape.get(0) == batch) {
        String name = node.getOutput(0) + "/shape";
        List<Long> opened = new ArrayList<>(shape);
        opened.set(0, 0L);
        node.setInput(1, name);
        open.addInitializer(
            TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64_VALUE)
                .addDims(opened.size())
                .addAllInt64Data(opened));
      }
    }
    return open.build();
  }

  /** The constant int64 vectors, by name. */
  private static Map<String, List<Long>> constants(GraphProto graph) {
    Map<String, List<Long>> constants = new HashMap<>();
    graph.getInitializerList().forEach(tensor -> put(constants, tensor.getName(), tensor));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant")) {
        for (AttributeProto attribute : node.getAttributeList()) {
          if (attribute.getName().equals("value")) {
            put(constants, node.getOutput(0), attribute.getT());
          } else if (attribute.getName().equals("value_ints")) {
            constants.put(node.getOutput(0), attribute.getIntsList());
          }
        }
      }
    }
    return constants;
  }

  private static void put(Map<String, List<Long>> constants, String name, TensorProto tensor) {
    if (tensor.getDataType() == DataType.INT64_VALUE && tensor.getDimsCount() == 1) {
      constants.put(name, values(tensor));
    }
  }

  private static List<Long> values(TensorProto tensor) {
    if (tensor.getRawData().isEmpty()) {
      return tensor.getInt64DataList();
    }
    LongBuffer raw =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    List<Long> values = new ArrayList<>();
    while (raw.hasRemaining()) {
      values.add(raw.get());
    }
    return values;
  }
}
