package dev.kizuki.stream.recalibration;

import dev.kizuki.model.ModelFile;
import dev.kizuki.whitening.Refit;
import java.util.Optional;

/**
 * A recalibration and the model file that it belongs to.
 *
 * @param file the file whose graph the new file has
 * @param refitted the new mean and whitening; empty if they stay
 */
record Result(ModelFile file, Recalibration recalibration, Optional<Refitted> refitted) {
  /**
   * A new mean and whitening.
   *
   * @param imagesSha256 the SHA-256 of the digests of the images that fitted them
   */
  record Refitted(Refit refit, String imagesSha256) {}
}
