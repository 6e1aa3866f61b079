package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites a graph of opset 11 or 12 in opset 13, whose operators take the axes as an input. The
 * changes of the operators: https://github.com/onnx/onnx/blob/main/docs/Changelog.md.
 */
final class OlderOpset {
  /** The oldest opset that is rewritten. */
  static final int OLDEST = 11;

  /** The opset of the result. */
  static final int NEW = 13;

  private final GraphProto.Builder graph;

  private OlderOpset(GraphProto graph) {
    this.graph = graph.toBuilder().clearNode();
  }

  static GraphProto upgraded(GraphProto old) {
    OlderOpset upgrade = new OlderOpset(old);
    old.getNodeList().forEach(upgrade::add);
    return upgrade.graph.build();
  }

  private void add(NodeProto node) {
    boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    switch (standard ? node.getOpType() : "") {
      case "Squeeze", "Unsqueeze", "ReduceSum" -> graph.addNode(withInput(node, "axes"));
      case "Split" -> graph.addNode(withInput(node, "split"));
      case "Dropout" -> graph.addNode(without(node, "ratio"));
      case "Softmax", "LogSoftmax", "Hardmax" -> addFlattened(node);
      default -> graph.addNode(node);
    }
  }

  /** Turns an attribute into the second input. */
  private NodeProto withInput(NodeProto node, String attribute) {
    Optional<AttributeProto> values = attribute(node, attribute);
    if (values.isEmpty()) {
      return node;
    }
    String name = node.getOutput(0) + "/" + attribute;
    List<Long> integers = values.get().getIntsList();
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64_VALUE)
            .addDims(integers.size())
            .addAllInt64Data(integers));
    return without(node, attribute).toBuilder().addInput(name).build();
  }

  /** Adds a node of an operator that until opset 12 sees its input as a matrix, cut at the axis. */
  private void addFlattened(NodeProto node) {
    String name = node.getOutput(0);
    long axis = attribute(node, "axis").map(AttributeProto::getI).orElse(1L);
    graph.addNode(
        node("Flatten", name + "/matrix", node.getInput(0))
            .addAttribute(OnnxAttribute.integer("axis", axis).proto()));
    graph.addNode(
        node(node.getOpType(), name + "/rows", name + "/matrix")
            .addAttribute(OnnxAttribute.integer("axis", 1).proto()));
    graph.addNode(node("Shape", name + "/shape", node.getInput(0)));
    graph.addNode(node("Reshape", name, name + "/rows").addInput(name + "/shape"));
  }

  private static NodeProto.Builder node(String operator, String output, String input) {
    return NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(output);
  }

  private static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(each -> each.getName().equals(name)).findFirst();
  }

  private static NodeProto without(NodeProto node, String attribute) {
    NodeProto.Builder builder = node.toBuilder().clearAttribute();
    node.getAttributeList().stream()
        .filter(each -> !each.getName().equals(attribute))
        .forEach(builder::addAttribute);
    return builder.build();
  }
}
