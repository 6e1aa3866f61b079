package dev.kizuki.embedded.servers;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.OnnxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The models that come with Kizuki, relative to this module, where Maven runs the tests. */
public final class ShippedModels {
  public static final Path FOLDER = Path.of("../../onnx-models/models");
  public static final Path DEMO_PARTS = FOLDER.resolve("demo-parts.onnx");
  public static final Path MNIST_ZERO = FOLDER.resolve("mnist-zero.onnx");

  /**
   * The share of the calibration images that the strict model knows: those with small distances.
   */
  private static final double KNOWN = 0.5;

  private ShippedModels() {}

  /**
   * Writes {@link #DEMO_PARTS} as if it had been calibrated on the least unusual images alone. It
   * calls more normal images anomalous. Its version is {@code strict}.
   *
   * @return the file
   */
  public static Path strictParts(Path file) throws IOException {
    OnnxFile shipped = OnnxFile.of(Files.readAllBytes(DEMO_PARTS));
    ModelMetadata old = ModelMetadata.fromJson(shipped.metadata(ModelMetadata.KEY).orElseThrow());
    float[] distances = old.calibration().distances();
    Calibration small = new Calibration(Arrays.copyOf(distances, (int) (distances.length * KNOWN)));
    ModelMetadata strict =
        old.recalibrated("strict", small.threshold(0.01), small, old.provenance());
    return Files.write(file, shipped.withMetadata(ModelMetadata.KEY, strict.toJson()));
  }
}
