package dev.kizuki.trainer.encoder;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.onnx.ImportedGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares the images with the input that an encoder declares, so that the message can be exact.
 */
final class DeclaredInput {
  private static final int AXES = 4;

  private final ImportedGraph encoder;
  private final List<Long> axes;

  DeclaredInput(ImportedGraph encoder) {
    this.encoder = encoder;
    this.axes = encoder.inputShape();
  }

  /**
   * Requires that the encoder takes images of this shape. Axes that it leaves open take any size.
   *
   * @throws ModelException if it does not; the message names the options that differ
   */
  void require(Preprocessing shape) {
    if (axes.isEmpty()) {
      return;
    }
    if (axes.size() != AXES) {
      throw refused("has %d axes; an encoder of images takes (N, C, H, W)".formatted(axes.size()));
    }
    if (isChannel(axes.get(3)) && !isChannel(axes.get(1))) {
      throw refused(
          "has the channels last (NHWC); export it with the channels first (NCHW), for example with tf2onnx --inputs-as-nchw "
              + encoder.inputName());
    }
    if (axes.get(0) > 0) {
      throw refused("has a fixed batch axis; export it with a dynamic batch axis");
    }
    if (axes.get(1) > 0 && !isChannel(axes.get(1))) {
      throw refused("has %d channels; images have 1 (gray) or 3 (--colour)".formatted(axes.get(1)));
    }
    List<String> options = options(shape);
    if (!options.isEmpty()) {
      throw refused(
          "differs from the images, which are read as %d x %d x %d: %s"
              .formatted(
                  shape.channels(), shape.height(), shape.width(), String.join(", ", options)));
    }
  }

  /** The changes of options that make the images fit. */
  private List<String> options(Preprocessing shape) {
    List<String> options = new ArrayList<>();
    long height = axes.get(2) > 0 ? axes.get(2) : shape.height();
    long width = axes.get(3) > 0 ? axes.get(3) : shape.width();
    if (height != shape.height() || width != shape.width()) {
      options.add("use --size %dx%d".formatted(width, height));
    }
    if (axes.get(1) > 0 && axes.get(1) != shape.channels()) {
      options.add(axes.get(1) == 3 ? "use --colour" : "leave --colour out");
    }
    return options;
  }

  private static boolean isChannel(long size) {
    return size == 1 || size == 3;
  }

  private ModelException refused(String fault) {
    String text =
        axes.stream()
            .map(size -> size > 0 ? Long.toString(size) : "any")
            .collect(Collectors.joining(", ", "(", ")"));
    return new ModelException(encoder.path(), "its input %s %s".formatted(text, fault));
  }
}
