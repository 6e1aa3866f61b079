package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * Smooth noise without end: random values on a lattice, interpolated. The values lie in [-1.74,
 * 1.74], and their standard deviation is about 0.7. A long spacing along one axis makes streaks.
 */
final class Noise implements Field {
  private static final double UNIT_VARIANCE = Math.sqrt(3);

  private final long seed;
  private final double spacingX;
  private final double spacingY;

  /**
   * @param spacingX the distance of the lattice's points along x, in units
   */
  Noise(Random random, double spacingX, double spacingY) {
    this.seed = random.nextLong();
    this.spacingX = spacingX;
    this.spacingY = spacingY;
  }

  Noise(Random random, double spacing) {
    this(random, spacing, spacing);
  }

  @Override
  public double at(double x, double y) {
    double u = x / spacingX;
    double v = y / spacingY;
    long column = (long) Math.floor(u);
    long row = (long) Math.floor(v);
    double right = smooth(u - column);
    double down = smooth(v - row);
    double upper = mix(value(column, row), value(column + 1, row), right);
    double lower = mix(value(column, row + 1), value(column + 1, row + 1), right);
    return UNIT_VARIANCE * mix(upper, lower, down);
  }

  private double value(long column, long row) {
    return hash(seed, column, row);
  }

  /** Returns a number in [-1, 1) that depends on the three arguments only. */
  static double hash(long seed, long column, long row) {
    long bits = seed ^ column * 0x9E3779B97F4A7C15L ^ row * 0xC2B2AE3D27D4EB4FL;
    bits = (bits ^ bits >>> 32) * 0xD6E8FEB86659FD93L;
    bits = (bits ^ bits >>> 29) * 0xBF58476D1CE4E5B9L;
    bits ^= bits >>> 32;
    return (bits >> 11) * 0x1p-52;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }
}
