package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * Irregular crystals, as a Voronoi diagram. The value is a random number in [-1, 1), constant in a
 * crystal.
 */
final class Crystals implements Field {
  private final long seed;
  private final double spacing;
  private final Noise bendX;
  private final Noise bendY;

  /**
   * @param spacing the mean distance of two crystals, in units
   */
  Crystals(Random random, double spacing) {
    this.seed = random.nextLong();
    this.spacing = spacing;
    this.bendX = new Noise(random, 0.4 * spacing);
    this.bendY = new Noise(random, 0.4 * spacing);
  }

  @Override
  public double at(double x, double y) {
    double u = (x + 0.08 * spacing * bendX.at(x, y)) / spacing;
    double v = (y + 0.08 * spacing * bendY.at(x, y)) / spacing;
    long column = (long) Math.floor(u);
    long row = (long) Math.floor(v);
    double nearest = Double.MAX_VALUE;
    double value = 0;
    for (long i = column - 1; i <= column + 1; i++) {
      for (long j = row - 1; j <= row + 1; j++) {
        double dx = u - i - 0.5 - 0.5 * Noise.hash(seed, i, j);
        double dy = v - j - 0.5 - 0.5 * Noise.hash(seed + 1, i, j);
        double distance = dx * dx + dy * dy;
        if (distance < nearest) {
          nearest = distance;
          value = Noise.hash(seed + 2, i, j);
        }
      }
    }
    return value;
  }
}
