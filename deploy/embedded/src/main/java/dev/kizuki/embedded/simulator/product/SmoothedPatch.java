package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** A patch whose texture is worn off. The mean level stays. */
record SmoothedPatch() implements SurfaceFlaw {
  /** The mean is taken over (2 * STEPS + 1) x (2 * STEPS + 1) places. */
  private static final int STEPS = 3;

  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 15, 34);
    Field patch = new Blob(random, centre, radius, Distributions.uniform(random, 0.15, 0.6), 0.2);
    double reach = Distributions.logUniform(random, 4, 9);
    Canvas before = canvas.copy();
    canvas.cover((x, y) -> surface.at(x, y) * patch.at(x, y), (x, y) -> mean(before, x, y, reach));
  }

  private static double mean(Canvas canvas, double x, double y, double reach) {
    double sum = 0;
    for (int i = -STEPS; i <= STEPS; i++) {
      for (int j = -STEPS; j <= STEPS; j++) {
        sum += canvas.level(x + reach * i / STEPS, y + reach * j / STEPS);
      }
    }
    return sum / ((2 * STEPS + 1) * (2 * STEPS + 1));
  }
}
