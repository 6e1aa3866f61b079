package dev.kizuki.scoring;

/**
 * The distance of an image from normal images, and its limit.
 *
 * @param distance the Mahalanobis distance, finite and >= 0
 * @param threshold the largest distance that is still normal
 * @param pValue the share of normal images with at least this distance, in (0, 1]
 */
public record Score(double distance, double threshold, double pValue) {
  /** Returns {@code distance / threshold}; 1 is the limit for every model. */
  public double relative() {
    return distance / threshold;
  }
}
