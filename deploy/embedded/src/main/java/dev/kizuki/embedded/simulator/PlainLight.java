package dev.kizuki.embedded.simulator;

import java.util.Random;

/**
 * Light that is nearly the same in each picture. Its brightness changes from one side to the other,
 * in a random direction.
 *
 * @param brightness a factor
 * @param angle the direction in which it grows brighter, in radians
 * @param slope the change of brightness from the centre to the border, as a share
 */
record PlainLight(double brightness, double angle, double slope) implements Light {
  /** Standard deviation of the sensor's noise, in gray levels. */
  private static final double NOISE = 5;

  static PlainLight draw(Random random) {
    return new PlainLight(
        Shapes.between(random, 0.85, 1.1),
        Shapes.between(random, 0, 2 * Math.PI),
        Shapes.between(random, 0.05, 0.3));
  }

  @Override
  public float expose(double level, double x, double y) {
    double across = x * Math.cos(angle) + y * Math.sin(angle);
    return (float) (level * brightness * (1 + 2 * slope * across));
  }

  @Override
  public double noise(double exposed) {
    return NOISE;
  }
}
