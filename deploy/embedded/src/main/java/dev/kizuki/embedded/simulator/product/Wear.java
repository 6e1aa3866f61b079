package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A patch whose texture is smoothed or turned, as rubbing leaves it. The mean level stays.
 *
 * @param turns whether some patches are turned; a texture without a direction must not be, because
 *     nobody could see it
 */
record Wear(boolean turns) implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 11, 34);
    Field patch = new Blob(random, centre, radius, Distributions.uniform(random, 0.15, 0.5), 0.2);
    Canvas before = canvas.copy();
    Field texture =
        turns && random.nextBoolean() ? turned(before, centre, random) : smoothed(before, random);
    canvas.cover((x, y) -> surface.at(x, y) * patch.at(x, y), texture);
  }

  private static Field turned(Canvas canvas, Place centre, Random random) {
    double angle =
        Distributions.sign(random) * Distributions.uniform(random, Math.PI / 7, Math.PI / 3);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return (x, y) -> {
      double dx = x - centre.x();
      double dy = y - centre.y();
      return canvas.level(centre.x() + cos * dx + sin * dy, centre.y() - sin * dx + cos * dy);
    };
  }

  private static Field smoothed(Canvas canvas, Random random) {
    double reach = Distributions.logUniform(random, 3, 8);
    int steps = 3;
    return (x, y) -> {
      double sum = 0;
      for (int i = -steps; i <= steps; i++) {
        for (int j = -steps; j <= steps; j++) {
          sum += canvas.level(x + reach * i / steps, y + reach * j / steps);
        }
      }
      return sum / ((2 * steps + 1) * (2 * steps + 1));
    };
  }
}
