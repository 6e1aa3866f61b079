package dev.kizuki.stream.canary;

import dev.kizuki.model.GoldenImage;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.metrics.CanaryMeters;
import dev.kizuki.stream.models.ServedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The probe images of one model: its golden image with the largest distance, and the configured
 * normal image if there is one.
 *
 * @param device the canary device that sends the images
 * @param modelSha256 the digest of the model file that the verdicts are known for
 * @param meters the meters of this model
 */
record ModelProbes(
    String device, String modelSha256, List<ProbeImage> images, CanaryMeters meters) {
  /** The allowed relative difference from the golden distance; the self-test allows the same. */
  static final double TOLERANCE = 1e-3;

  ModelProbes {
    images = List.copyOf(images);
  }

  /**
   * @throws ConfigurationException if the normal image cannot be read
   */
  static ModelProbes of(ServedModel model, String device, CanaryMeters meters) {
    List<ProbeImage> images = new ArrayList<>();
    images.add(golden(model));
    model.normalImage().ifPresent(file -> images.add(normal(file)));
    return new ModelProbes(device, model.reference().sha256(), images, meters);
  }

  private static ProbeImage golden(ServedModel model) {
    GoldenImage golden =
        model.model().metadata().goldenImages().stream()
            .max(Comparator.comparingDouble(GoldenImage::distance))
            .orElseThrow();
    boolean anomalous = model.threshold().isExceededBy(golden.distance());
    return new ProbeImage(
        "golden",
        golden.pixels(),
        verdict -> anomalous == isAnomalous(verdict) && isNear(verdict, golden.distance()));
  }

  private static boolean isAnomalous(ImageEvent.Data verdict) {
    return verdict.score() > 1;
  }

  private static boolean isNear(ImageEvent.Data verdict, double distance) {
    return Math.abs(verdict.distance() - distance) <= TOLERANCE * distance;
  }

  private static ProbeImage normal(Path file) {
    try {
      return new ProbeImage("normal", Files.readAllBytes(file), verdict -> !isAnomalous(verdict));
    } catch (IOException e) {
      throw new ConfigurationException(
          "models: normalImage %s cannot be read: %s".formatted(file, e), e);
    }
  }
}
