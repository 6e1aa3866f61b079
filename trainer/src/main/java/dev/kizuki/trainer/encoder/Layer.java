package dev.kizuki.trainer.encoder;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.onnx.ElementType;
import dev.kizuki.trainer.onnx.ImportedGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A tensor of an encoder that the feature is made of: a map of channels on a grid, or a vector,
 * which is a map with one place.
 *
 * @param name the name in the encoder's file
 * @param type its type
 * @param shape its shape for two images
 * @param channelsLast whether it is (N, rows, columns, channels)
 */
record Layer(String name, ElementType type, List<Long> shape, boolean channelsLast) {
  private static final int MAP_AXES = 4;
  private static final int VECTOR_AXES = 2;

  /**
   * Recognises a layer.
   *
   * @param output the tensor, as ONNX Runtime gave it
   * @param images the shape of the images; maps have its aspect
   * @param lastByDefault the order to assume where the shape fits both orders
   * @return empty if the tensor is neither a map nor a vector of float32 or float16
   */
  static Optional<Layer> of(
      String name, GraphRunner.Output output, Preprocessing images, boolean lastByDefault) {
    List<Long> shape = output.shape();
    boolean axes = shape.size() == MAP_AXES || shape.size() == VECTOR_AXES;
    boolean last = shape.size() == MAP_AXES && isChannelsLast(shape, images, lastByDefault);
    return ElementType.of(output.type())
        .filter(type -> axes && type != ElementType.UINT8)
        .map(type -> new Layer(name, type, shape, last));
  }

  private static boolean isChannelsLast(
      List<Long> shape, Preprocessing images, boolean lastByDefault) {
    boolean first = hasAspect(shape.get(2), shape.get(3), images);
    boolean last = hasAspect(shape.get(1), shape.get(2), images);
    return first == last ? first && lastByDefault : last;
  }

  /** Returns whether rows and columns have the aspect of the images, within one place. */
  private static boolean hasAspect(long rows, long columns, Preprocessing images) {
    return Math.abs(rows - (double) columns * images.height() / images.width()) < 1;
  }

  boolean isVector() {
    return shape.size() == VECTOR_AXES;
  }

  int channels() {
    return Math.toIntExact(shape.get(channelsLast ? 3 : 1));
  }

  int rows() {
    return isVector() ? 1 : Math.toIntExact(shape.get(channelsLast ? 1 : 2));
  }

  int columns() {
    return isVector() ? 1 : Math.toIntExact(shape.get(channelsLast ? 2 : 3));
  }

  /** Adds the conversion to (N, channels, rows, columns), float32. */
  String write(OnnxGraph graph) {
    String tensor = ImportedGraph.tensor(name);
    if (type != ElementType.FLOAT) {
      tensor = graph.castToFloat(tensor);
    }
    if (isVector()) {
      return graph.node("Reshape", tensor, graph.constant(0L, channels(), 1, 1));
    }
    return channelsLast
        ? graph.node("Transpose", List.of(integers("perm", 0, 3, 1, 2)), tensor)
        : tensor;
  }

  /**
   * Describes what the tensor was taken for, such as "layer2 (N, 128, 28, 28) float32: 128 channels
   * ...".
   */
  String describe() {
    return "%s %s %s: %d channels %s%s"
        .formatted(
            name,
            sizes(),
            type.title(),
            channels(),
            isVector()
                ? "for the whole image"
                : "on a grid of %d x %d".formatted(columns(), rows()),
            channelsLast ? ", channels last, transposed" : "");
  }

  /** The shape as text, with N for the batch. */
  String sizes() {
    return shape.stream()
        .skip(1)
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "(N, ", ")"));
  }
}
