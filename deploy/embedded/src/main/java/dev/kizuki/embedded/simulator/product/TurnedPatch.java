package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** A patch whose texture has another direction, as rubbing leaves it. The mean level stays. */
record TurnedPatch() implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 10, 30);
    Field patch = new Blob(random, centre, radius, Distributions.uniform(random, 0.15, 0.5), 0.2);
    double angle =
        Distributions.sign(random) * Distributions.uniform(random, Math.PI / 7, Math.PI / 3);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    Canvas before = canvas.copy();
    canvas.cover(
        (x, y) -> surface.at(x, y) * patch.at(x, y),
        (x, y) -> {
          double dx = x - centre.x();
          double dy = y - centre.y();
          return before.level(centre.x() + cos * dx + sin * dy, centre.y() - sin * dx + cos * dy);
        });
  }
}
