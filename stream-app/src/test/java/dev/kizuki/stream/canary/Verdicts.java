package dev.kizuki.stream.canary;

import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.Data;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.net.URI;
import java.time.Instant;

/** Makes verdicts on canaries. */
final class Verdicts {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Verdicts() {}

  static ImageEvent event(
      String id, String device, String modelSha256, double distance, double threshold) {
    return ImageEvent.of(
        id,
        URI.create("/kizuki/test"),
        ImageEvent.CANARY,
        new Data(
            device,
            new ModelReference("parts", "1", modelSha256),
            distance,
            threshold,
            distance / threshold,
            0.5,
            null,
            NOW,
            NOW,
            new ImageReference("device-images", 0, 1, 784, "cd".repeat(32))));
  }
}
