package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * The texture of brushed metal: streaks of many widths in nearly one direction, with natural
 * hairlines.
 */
final class BrushedMetal {
  /** The usual variation, in gray levels. */
  static final double ROUGHNESS = 13;

  private BrushedMetal() {}

  static Field texture(Random random) {
    double level = Distributions.uniform(random, 118, 142);
    double angle = Distributions.uniform(random, -0.03, 0.03);
    Field hairlines = new Noise(random, 70, 1.2);
    Field streaks =
        new Noise(random, 190, 1)
            .plus(1.2, new Noise(random, 90, 1.7))
            .plus(1.1, new Noise(random, 45, 3.2))
            .plus(1.1, new Noise(random, 260, 8))
            .plus(0.8, new Noise(random, 22, 0.9));
    Field clouds = new Noise(random, 110, 50);
    Field levels =
        (x, y) ->
            level
                + 5.5 * streaks.at(x, y)
                + 6 * clouds.at(x, y)
                + 45 * Math.max(0, Math.abs(hairlines.at(x, y)) - 1.35) * sign(x, y, hairlines);
    return levels.turned(angle);
  }

  private static double sign(double x, double y, Field hairlines) {
    return Math.signum(hairlines.at(x, y));
  }
}
