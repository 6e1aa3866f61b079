package dev.kizuki.embedded.simulator;

/** The light of one picture, and the noise of its sensor. */
interface Light {
  /**
   * Exposes a place of the picture.
   *
   * @param level the brightness of the scene, in gray levels
   * @param x the distance to the right from the centre of the picture, as a share of its side: -0.5
   *     is the left border
   * @param y the distance downwards from the centre of the picture, as a share of its side: -0.5 is
   *     the upper border
   * @return gray levels without noise; may exceed 255
   */
  float expose(double level, double x, double y);

  /** Returns the standard deviation of the noise at an exposed level, in gray levels. */
  double noise(double exposed);
}
