package dev.kizuki.trainer.photo;

import dev.kizuki.trainer.feature.PhotoFeature;
import java.util.List;

/**
 * A learned detector, and each feature of its network as a detector of its own. It serves to
 * measure the worth of a feature from one training.
 */
public final class PhotoParts {
  private final PhotoDetector detector;
  private final FeatureFitter fitter;
  private final List<FittedFeature> used;

  /**
   * @param used the features in the detector
   */
  PhotoParts(PhotoDetector detector, FeatureFitter fitter, List<FittedFeature> used) {
    this.detector = detector;
    this.fitter = fitter;
    this.used = List.copyOf(used);
  }

  /** The fused detector. */
  public PhotoDetector detector() {
    return detector;
  }

  /**
   * Returns the detector on one feature alone. A feature that is not in the fused detector is
   * fitted now.
   */
  public PhotoPart alone(PhotoFeature feature) {
    return fitter.fuse(
        List.of(
            used.stream()
                .filter(each -> each.feature() == feature)
                .findFirst()
                .orElseGet(() -> fitter.fit(feature))));
  }
}
