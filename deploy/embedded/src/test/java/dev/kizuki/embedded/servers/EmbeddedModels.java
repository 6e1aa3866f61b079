package dev.kizuki.embedded.servers;

import java.nio.file.Path;

/** Where the shipped models are, as seen from this module. */
public final class EmbeddedModels {
  public static final Path DEMO_PARTS = Path.of("../../onnx-models/models/demo-parts.onnx");

  private EmbeddedModels() {}

  /** The value of the key {@code models}. */
  public static String demoParts() {
    return "[{file: %s}]".formatted(DEMO_PARTS);
  }
}
