package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * The skin of a casting: grains of many sizes under light from the upper left, with natural small
 * pores.
 */
final class CastMetal {
  /** The usual variation, in gray levels. */
  static final double ROUGHNESS = 15;

  private CastMetal() {}

  static Field texture(Random random) {
    double level = Distributions.uniform(random, 105, 128);
    Field height =
        new Noise(random, 3)
            .plus(1.4, new Noise(random, 6, 5))
            .plus(1.8, new Noise(random, 12, 10))
            .plus(2.2, new Noise(random, 27, 22));
    Field pores = new Noise(random, 6);
    Field clouds = new Noise(random, 60);
    return (x, y) ->
        level
            + 10 * (height.at(x + 0.8, y + 0.8) - height.at(x - 0.8, y - 0.8))
            - 40 * Math.max(0, pores.at(x, y) - 1.3)
            + 6 * clouds.at(x, y);
  }
}
