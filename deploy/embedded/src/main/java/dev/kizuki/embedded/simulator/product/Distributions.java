package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;

/** Draws random values. */
final class Distributions {
  private Distributions() {}

  /** Returns a uniformly distributed number in [low, high). */
  static double uniform(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Returns a number in [low, high) whose logarithm is uniformly distributed. */
  static double logUniform(Random random, double low, double high) {
    return Math.exp(uniform(random, Math.log(low), Math.log(high)));
  }

  /** Returns -1 or 1. */
  static int sign(Random random) {
    return random.nextBoolean() ? 1 : -1;
  }

  static <T> T oneOf(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
