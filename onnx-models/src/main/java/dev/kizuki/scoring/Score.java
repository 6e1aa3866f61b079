package dev.kizuki.scoring;

/**
 * How far an image is from normal.
 *
 * @param distance the Mahalanobis distance, finite and >= 0
 * @param threshold the largest distance that is still normal
 * @param pValue the share of normal images that are at least so far away, in (0, 1]
 */
public record Score(double distance, double threshold, double pValue) {
  /** {@code distance / threshold}: 1 is the limit, whatever the model. */
  public double relative() {
    return distance / threshold;
  }
}
