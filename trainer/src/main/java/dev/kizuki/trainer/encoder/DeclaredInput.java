package dev.kizuki.trainer.encoder;

import static dev.kizuki.trainer.onnx.OnnxAttribute.integers;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.ElementType;
import dev.kizuki.trainer.onnx.ImportedGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The input that an encoder declares: its type, the order of its axes, and their sizes. */
public final class DeclaredInput {
  private static final int AXES = 4;

  private final ImportedGraph encoder;
  private final List<Long> axes;
  private final ElementType type;
  private final boolean channelsLast;

  /**
   * @throws ModelException if the encoder does not take images
   */
  DeclaredInput(ImportedGraph encoder) {
    this.encoder = encoder;
    this.axes = encoder.inputShape();
    this.type = encoder.inputType();
    this.channelsLast = axes.size() == AXES && isChannel(axes.get(3)) && !isChannel(axes.get(1));
    if (!axes.isEmpty() && axes.size() != AXES) {
      throw refused("has %d axes; an encoder of images takes (N, C, H, W)".formatted(axes.size()));
    }
    if (channels() > 0 && !isChannel(channels())) {
      throw refused("has %d channels; images have 1 (gray) or 3 (colour)".formatted(channels()));
    }
  }

  private static boolean isChannel(long size) {
    return size == 1 || size == 3;
  }

  /** The number of channels, 1 or 3; 0 if the encoder leaves it open. */
  public int channels() {
    return axis(channelsLast ? 3 : 1);
  }

  /** The height in pixels; 0 if the encoder leaves it open. */
  public int height() {
    return axis(channelsLast ? 1 : 2);
  }

  /** The width in pixels; 0 if the encoder leaves it open. */
  public int width() {
    return axis(channelsLast ? 2 : 3);
  }

  /** The batch size; 0 if the encoder leaves it open. */
  int batch() {
    return axis(0);
  }

  boolean channelsLast() {
    return channelsLast;
  }

  private int axis(int index) {
    return axes.isEmpty() ? 0 : (int) Math.max(0, axes.get(index));
  }

  /**
   * Returns the normalisation to use.
   *
   * @param asked the text of --normalise, or empty for the default: unit, and none for uint8
   * @throws IllegalArgumentException if the encoder takes uint8 and another one was asked for
   */
  public Normalisation normalisation(String asked) {
    boolean takesBytes = type == ElementType.UINT8;
    if (asked.isEmpty()) {
      return takesBytes ? Normalisation.NONE : Normalisation.UNIT;
    }
    Normalisation normalisation = Normalisation.of(asked);
    if (takesBytes && !normalisation.equals(Normalisation.NONE)) {
      throw new IllegalArgumentException(
          "the encoder takes uint8 and scales by itself: leave --normalise out");
    }
    return normalisation;
  }

  /**
   * Requires that the encoder takes images of this shape. Axes that it leaves open take any size.
   *
   * @throws ModelException if it does not; the message names the options that differ
   */
  void require(Preprocessing shape) {
    List<String> options = new ArrayList<>();
    int height = height() > 0 ? height() : shape.height();
    int width = width() > 0 ? width() : shape.width();
    if (height != shape.height() || width != shape.width()) {
      options.add("use --size %dx%d".formatted(width, height));
    }
    if (channels() > 0 && channels() != shape.channels()) {
      options.add(channels() == 3 ? "use --colour" : "leave --colour out");
    }
    if (!options.isEmpty()) {
      throw refused(
          "differs from the images, which are read as %d x %d x %d: %s"
              .formatted(
                  shape.channels(), shape.height(), shape.width(), String.join(", ", options)));
    }
  }

  /** Adds the way from our images, (N, C, H, W), uint8, to this input. */
  String write(OnnxGraph graph, String image, Normalisation normalisation) {
    String x = type == ElementType.UINT8 ? image : normalisation.write(graph, image);
    if (type == ElementType.FLOAT16) {
      x = graph.cast(x, ElementType.FLOAT16);
    }
    return channelsLast ? graph.node("Transpose", List.of(integers("perm", 0, 2, 3, 1)), x) : x;
  }

  /** Describes for the user what the input was taken for. */
  public String describe() {
    String order =
        axes.isEmpty()
            ? "of undeclared shape, taken for (N, C, H, W)"
            : channelsLast ? "channels last (N, H, W, C), images are transposed" : "(N, C, H, W)";
    String batch =
        batch() > 0 ? "; declared for a batch of %d, used for any".formatted(batch()) : "";
    return "%s %s %s: %s%s".formatted(encoder.inputName(), sizes(), type.title(), order, batch);
  }

  private String sizes() {
    return axes.stream()
        .map(size -> size > 0 ? Long.toString(size) : "any")
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private ModelException refused(String fault) {
    return new ModelException(encoder.path(), "its input %s %s".formatted(sizes(), fault));
  }
}
