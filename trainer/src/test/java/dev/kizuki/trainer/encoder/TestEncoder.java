package dev.kizuki.trainer.encoder;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.trainer.onnx.ElementType;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A drawn network with random weights, for images of 16 x 16: "fine" (N, 4, 8, 8), "coarse" (N, 6,
 * 4, 4) and "vector" (N, 96). The same weights in each variant.
 *
 * @param channels the channels of the input
 * @param type the type of the input and of all layers
 * @param channelsLast whether the input and the maps are (N, rows, columns, channels)
 * @param batch the declared batch size; -1 for any
 */
public record TestEncoder(int channels, ElementType type, boolean channelsLast, long batch) {
  static final TestEncoder PLAIN = new TestEncoder(1, ElementType.FLOAT, false, -1);

  static final int SIDE = 16;

  /** Writes the file and returns it. */
  public Path write(Path file) throws IOException {
    OnnxGraph graph = new OnnxGraph();
    String x =
        channelsLast
            ? graph.node(
                "Transpose",
                List.of(integers("perm", 0, 3, 1, 2)),
                graph.input("pixels", type, batch, SIDE, SIDE, channels))
            : graph.input("pixels", type, batch, channels, SIDE, SIDE);
    Random random = new Random(4);
    String fine = conv(graph, x, channels, 4, random);
    String coarse = conv(graph, fine, 4, 6, random);
    declare(graph, fine, "fine", 4, 8);
    declare(graph, coarse, "coarse", 6, 4);
    // A fixed batch size in a constant shape, as in exports of view(1, -1)
    String vector = graph.node("Reshape", coarse, graph.constant(batch > 0 ? batch : 0L, -1));
    output(graph, vector, "vector", batch, 96);
    Files.write(file, graph.toBytes());
    return file;
  }

  private String conv(OnnxGraph graph, String x, int from, int to, Random random) {
    float[] kernels = new float[to * from * 9];
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = (float) random.nextGaussian() / 3;
    }
    String weights = graph.constant(kernels, to, from, 3, 3);
    if (type == ElementType.FLOAT16) {
      weights = graph.cast(weights, type);
    }
    String map =
        graph.node(
            "Conv",
            List.of(
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integers("pads", 1, 1, 1, 1)),
            x,
            weights);
    return graph.node("Relu", map);
  }

  private void declare(OnnxGraph graph, String map, String name, int channels, int side) {
    if (channelsLast) {
      String turned = graph.node("Transpose", List.of(integers("perm", 0, 2, 3, 1)), map);
      output(graph, turned, name, batch, side, side, channels);
    } else {
      output(graph, map, name, batch, channels, side, side);
    }
  }

  private void output(OnnxGraph graph, String tensor, String name, long... shape) {
    if (type == ElementType.FLOAT) {
      graph.output(tensor, name, shape);
    } else {
      graph.inferredOutput(graph.named(tensor, name));
    }
  }
}
