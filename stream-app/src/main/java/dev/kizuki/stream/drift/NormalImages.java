package dev.kizuki.stream.drift;

import dev.kizuki.model.Calibration;

/**
 * The normal images of a device's burn-in, which new normal images are compared with. An image is
 * normal if its distance is at most the threshold, now and in the burn-in. So the p-values stay
 * uniform, although anomalous images never count.
 *
 * @param burnIn the distances of all images of the burn-in
 * @param threshold the largest distance of a normal image
 */
public record NormalImages(Calibration burnIn, double threshold) {
  /** The number of normal images in the burn-in. */
  public int size() {
    return burnIn.size() - above(threshold);
  }

  /**
   * Returns the p-value of a normal image among the normal images of the burn-in: the share of
   * greater distances, where equal ones and the image itself count half. Its mean is exactly 0.5
   * for exchangeable images, also if many distances are equal (Vovk, Gammerman & Shafer,
   * "Algorithmic Learning in a Random World", 2005, smoothed p-values).
   *
   * @return in (0, 1); small means an unusually large distance
   */
  public double pValue(double distance) {
    int greater = above(distance) - above(threshold);
    int equal = atLeast(distance) - above(distance);
    return (greater + (equal + 1) / 2.0) / (size() + 1);
  }

  private int above(double distance) {
    return atLeast(Math.nextUp(distance));
  }

  /** The p-value of a calibration counts the distances that are at least as great, and one more. */
  private int atLeast(double distance) {
    return (int) Math.round(burnIn.pValue(distance) * (burnIn.size() + 1)) - 1;
  }
}
