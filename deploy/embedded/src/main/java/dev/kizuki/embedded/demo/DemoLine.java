package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.ProductKind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The production lines of the demo. Each line makes one product and has a model of its own.
 *
 * <p>The names of a line's cameras begin with the line: {@code line1-camera1}.
 */
enum DemoLine {
  PLATES(
      "line1",
      ProductKind.PART,
      "demo-plates",
      List.of("scratch", "dent", "missing-hole", "stain", "misalignment")),
  FLANGES(
      "line2",
      ProductKind.FLANGE,
      "demo-flanges",
      List.of("scratch", "dent", "missing-hole", "stain")),
  CASTINGS("line3", ProductKind.CAST_METAL, "demo-castings", List.of("stain"));

  /** The number of cameras of each line. */
  static final int CAMERAS = 4;

  private final String line;
  private final ProductKind product;
  private final String model;

  @SuppressWarnings("ImmutableEnumChecker") // List.copyOf makes it immutable
  private final List<String> defects;

  DemoLine(String line, ProductKind product, String model, List<String> defects) {
    this.line = line;
    this.product = product;
    this.model = model;
    this.defects = List.copyOf(defects);
  }

  ProductKind product() {
    return product;
  }

  /** Returns the defects that the demo shows: those that an operator sees at a glance. */
  List<String> defects() {
    return defects;
  }

  /** Returns the model's file in a folder of models. */
  Path model(Path folder) {
    return folder.resolve(model + ".onnx");
  }

  /** Returns the pattern of the names of this line's cameras, as in {@code line1-*}. */
  String pattern() {
    return line + "-*";
  }

  /** Returns the names of this line's cameras. */
  List<String> devices() {
    return IntStream.rangeClosed(1, CAMERAS)
        .mapToObj(number -> "%s-camera%d".formatted(line, number))
        .toList();
  }
}
