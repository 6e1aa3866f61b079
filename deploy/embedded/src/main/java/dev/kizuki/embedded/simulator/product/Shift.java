package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** A patch in which the structure is pulled aside. */
record Shift() implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 9, 26);
    double distance = radius * Distributions.uniform(random, 0.35, 0.6);
    double direction = Distributions.uniform(random, 0, 2 * Math.PI);
    double dx = distance * Math.cos(direction);
    double dy = distance * Math.sin(direction);
    Canvas before = canvas.copy();
    Field pull =
        (x, y) -> {
          double r = centre.distance(x, y) / radius;
          return r >= 1.5 ? 0 : Math.exp(-2 * r * r) * surface.at(x, y);
        };
    canvas.cover(
        (x, y) -> pull.at(x, y) > 0.01 ? surface.at(x, y) : 0,
        (x, y) -> before.level(x - dx * pull.at(x, y), y - dy * pull.at(x, y)));
  }
}
