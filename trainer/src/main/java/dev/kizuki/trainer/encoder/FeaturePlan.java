package dev.kizuki.trainer.encoder;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.feature.FeatureLimits;
import java.nio.file.Path;

/**
 * The size of the feature and the model, known before anything is fitted.
 *
 * @param grid the places of the feature
 * @param gaussians the number of Gaussians: one for each place, or 1
 * @param available the number of channels of all layers
 * @param channels the number of channels of the feature
 * @param reduction how the channels are reduced
 * @param encoderBytes the size of the part of the encoder that is used
 */
public record FeaturePlan(
    Grid grid, int gaussians, int available, int channels, Reduction reduction, long encoderBytes) {
  private static final String REMEDY =
      "use fewer --channels, a coarser --grid, --gaussian shared, a smaller --size, or other"
          + " --layers";

  boolean isReduced() {
    return channels < available;
  }

  boolean usesPca() {
    return isReduced() && reduction.method() == Reduction.Method.PCA;
  }

  private long covarianceEntries() {
    return (long) channels * channels * gaussians;
  }

  /** The weights and Gaussians, without the golden images. */
  private long bytes() {
    long projection = usesPca() ? (long) channels * available : 0;
    long means = (long) channels * gaussians;
    // A file holds the matrices of many places in half precision.
    int entryBytes = gaussians > 1 ? Short.BYTES : Float.BYTES;
    return encoderBytes + entryBytes * covarianceEntries() + Float.BYTES * (means + projection);
  }

  /**
   * @throws ModelException if the model would be too large
   */
  void requireFeasible(Path encoder, Preprocessing shape) {
    if (covarianceEntries() > FeatureLimits.MOST_COVARIANCES) {
      throw new ModelException(
          encoder,
          "the covariances of its layers have %d million entries, too many: %s"
              .formatted(covarianceEntries() >> 20, REMEDY));
    }
    try {
      FeatureLimits.requireModelSize(bytes(), shape, REMEDY);
    } catch (IllegalArgumentException e) {
      throw new ModelException(encoder, String.valueOf(e.getMessage()), e);
    }
    FeatureLimits.requireMemory(covarianceEntries());
  }

  /** The feature and the size of the file, for the user. */
  public String describe(Preprocessing shape) {
    String reduced =
        !isReduced()
            ? "all %d channels".formatted(available)
            : usesPca()
                ? "%d principal components of %d channels".formatted(channels, available)
                : "%d of %d channels, drawn with seed %d"
                    .formatted(channels, available, reduction.seed());
    String places =
        grid.places() == 1
            ? "for the whole image"
            : "on a grid of %s, %s"
                .formatted(
                    grid,
                    gaussians == 1 ? "one Gaussian for all places" : "a Gaussian for each place");
    return "Feature: %s, %s%nThe model file will have about %.1f MB, %.1f of them for the encoder"
        .formatted(
            reduced,
            places,
            megabytes(bytes() + FeatureLimits.GOLDEN_IMAGES * (shape.size() * 4L / 3)),
            megabytes(encoderBytes));
  }

  private static double megabytes(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
