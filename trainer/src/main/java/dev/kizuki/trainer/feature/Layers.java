package dev.kizuki.trainer.feature;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integer;
import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.Architecture.Activation;
import dev.kizuki.trainer.vae.Architecture.Layer;
import dev.kizuki.trainer.vae.TrainedLayer;
import java.util.List;

/** Writes the layers of a trained network, one by one, as ONNX nodes. */
final class Layers {
  private final OnnxGraph graph;
  private final Activation activation;

  Layers(OnnxGraph graph, Activation activation) {
    this.graph = graph;
    this.activation = activation;
  }

  FeatureMap conv(FeatureMap x, Layer.Conv conv, TrainedLayer layer) {
    int padding = conv.padding();
    String output =
        graph.node(
            "Conv",
            List.of(
                integers("kernel_shape", conv.kernel(), conv.kernel()),
                integers("strides", conv.stride(), conv.stride()),
                integers("pads", padding, padding, padding, padding)),
            x.tensor(),
            graph.constant(layer.weight(), layer.shape()),
            graph.constant(layer.bias(), layer.bias().length));
    return new FeatureMap(
        output, conv.filters(), conv.outputSize(x.rows()), conv.outputSize(x.columns()));
  }

  /** Writes a dense layer over all values of x. */
  FeatureMap dense(FeatureMap x, TrainedLayer layer) {
    String output =
        graph.node(
            "Gemm",
            List.of(integer("transB", 1)),
            flatten(x),
            graph.constant(layer.weight(), layer.shape()),
            graph.constant(layer.bias(), layer.bias().length));
    return new FeatureMap(output, layer.bias().length, 1, 1);
  }

  FeatureMap activate(FeatureMap x) {
    String operator = activation == Activation.RELU ? "Relu" : "Softplus";
    return new FeatureMap(graph.node(operator, x.tensor()), x.channels(), x.rows(), x.columns());
  }

  private String flatten(FeatureMap x) {
    return x.rows() * x.columns() == 1
        ? x.tensor()
        : graph.node("Flatten", List.of(integer("axis", 1)), x.tensor());
  }
}
