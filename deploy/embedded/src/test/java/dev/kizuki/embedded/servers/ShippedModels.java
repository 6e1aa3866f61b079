package dev.kizuki.embedded.servers;

import java.nio.file.Path;

/** The models that come with Kizuki, relative to this module, where Maven runs the tests. */
public final class ShippedModels {
  public static final Path FOLDER = Path.of("../../onnx-models/models");
  public static final Path DEMO_PARTS = FOLDER.resolve("demo-parts.onnx");
  public static final Path MNIST_ZERO = FOLDER.resolve("mnist-zero.onnx");

  private ShippedModels() {}
}
