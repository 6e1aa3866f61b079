package dev.kizuki.stream.recalibration;

import dev.kizuki.whitening.Refit;

/**
 * A new mean and whitening, for people and as JSON.
 *
 * @param images the images that fitted them; none of them calibrates
 * @param dimensions the length of the feature
 * @param whitening whether the whitening is new; false if only the mean is
 * @param imagesForWhitening the fewest images that fit a whitening
 * @param shift how far the mean has moved, in the unit of the old distances
 * @param variance the mean variance of the feature, as a share of that in the training
 */
public record RefitReport(
    int images,
    int dimensions,
    boolean whitening,
    int imagesForWhitening,
    double shift,
    double variance) {
  static RefitReport of(Refit refit) {
    int dimensions = refit.map().dimensions();
    return new RefitReport(
        refit.images(),
        dimensions,
        refit.whitening(),
        Refit.imagesForWhitening(dimensions),
        refit.shift(),
        refit.variance());
  }
}
