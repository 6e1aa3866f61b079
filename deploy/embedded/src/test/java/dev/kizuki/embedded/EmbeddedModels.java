package dev.kizuki.embedded;

import java.nio.file.Path;

/** Where the shipped models are, as seen from this module. */
final class EmbeddedModels {
  static final Path DEMO_PARTS = Path.of("../../onnx-models/models/demo-parts.onnx");

  private EmbeddedModels() {}

  /** The value of the key {@code models}. */
  static String demoParts() {
    return "[{file: %s}]".formatted(DEMO_PARTS);
  }
}
