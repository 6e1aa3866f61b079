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
 * Writes the first three layers of a ResNet-18 (He et al., "Deep Residual Learning for Image
 * Recognition", 2015) with random weights, in the layout of torchvision. Batch normalisation is
 * part of the convolutions, as exporters write it. A network with pretrained weights costs as much
 * time.
 */
public final class ResNet18 {
  private final OnnxGraph graph = new OnnxGraph();
  private final Random random = new Random(1);

  private ResNet18() {}

  /**
   * Writes the network to a file, to measure it with {@code calibrate} and {@code bench}.
   *
   * @param arguments the file, and the side of its images in pixels
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
  }

  /**
   * Writes the network with the outputs layer1, (N, 64, side / 4, side / 4), layer2, (N, 128, side
   * / 8, side / 8), and layer3, (N, 256, side / 16, side / 16).
   *
   * @param side width and height of the images, a multiple of 16
   * @return the file
   */
  public static Path write(Path file, int side) throws IOException {
    return Files.write(file, new ResNet18().build(side));
  }

  private byte[] build(int side) {
    String image = graph.input("image", ElementType.FLOAT, -1, 3, side, side);
    String x = graph.node("Relu", conv(image, 3, 64, 7, 2));
    x =
        graph.node(
            "MaxPool",
            List.of(
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integers("pads", 1, 1, 1, 1)),
            x);
    String first = layer(x, 64, 64);
    String second = layer(first, 64, 128);
    String third = layer(second, 128, 256);
    graph.output(first, "layer1", -1, 64, side / 4, side / 4);
    graph.output(second, "layer2", -1, 128, side / 8, side / 8);
    graph.output(third, "layer3", -1, 256, side / 16, side / 16);
    return graph.toBytes();
  }

  /** Two blocks. The first one halves the size if it changes the number of channels. */
  private String layer(String x, int from, int to) {
    int stride = from == to ? 1 : 2;
    String shortcut = stride == 1 ? x : conv(x, from, to, 1, stride);
    return block(block(x, shortcut, from, to, stride), to);
  }

  private String block(String x, int channels) {
    return block(x, x, channels, channels, 1);
  }

  private String block(String x, String shortcut, int from, int to, int stride) {
    String inner = graph.node("Relu", conv(x, from, to, 3, stride));
    return graph.node("Relu", graph.node("Add", conv(inner, to, to, 3, 1), shortcut));
  }

  /** A convolution with bias and random weights by He et al., "Delving Deep", 2015. */
  private String conv(String x, int from, int to, int kernel, int stride) {
    float[] weights = new float[to * from * kernel * kernel];
    double deviation = Math.sqrt(2.0 / (from * kernel * kernel));
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (deviation * random.nextGaussian());
    }
    int padding = kernel / 2;
    return graph.node(
        "Conv",
        List.of(
            integers("kernel_shape", kernel, kernel),
            integers("strides", stride, stride),
            integers("pads", padding, padding, padding, padding)),
        x,
        graph.constant(weights, to, from, kernel, kernel),
        graph.constant(new float[to], to));
  }
}
