package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A crumb or a fibre that lies on the surface and casts a small shadow.
 *
 * @param roughness the usual variation of the surface, in gray levels; the contrast is relative to
 *     it
 */
record ExtraMaterial(double roughness) implements SurfaceFlaw {
  private static final double SHADOW = 1.5;

  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    Field shape = random.nextBoolean() ? crumb(random, centre) : fibre(random, centre);
    double contrast =
        Distributions.sign(random) * roughness * Distributions.logUniform(random, 1.8, 4);
    Canvas before = canvas.copy();
    Noise grain = new Noise(random, 2.5);
    canvas.add((x, y) -> -roughness * surface.at(x, y) * shape.at(x - SHADOW, y - SHADOW));
    double base = before.level(centre.x(), centre.y());
    canvas.cover(
        (x, y) -> surface.at(x, y) * shape.at(x, y),
        (x, y) -> 0.5 * (before.level(x, y) + base) + contrast + 0.3 * roughness * grain.at(x, y));
  }

  private static Field crumb(Random random, Place centre) {
    return new Blob(random, centre, Distributions.logUniform(random, 2.5, 10), 0.25, 0.3);
  }

  private static Field fibre(Random random, Place centre) {
    Strokes fibre = new Strokes();
    Place place = centre;
    double direction = Distributions.uniform(random, 0, 2 * Math.PI);
    double curl = Distributions.uniform(random, -0.15, 0.15);
    double width = Distributions.uniform(random, 0.5, 1.1);
    for (double left = Distributions.logUniform(random, 16, 80); left > 0; left -= 2.5) {
      Place next = place.moved(direction, 2.5);
      fibre.add(place, next, width, 1);
      place = next;
      direction += curl + 0.12 * random.nextGaussian();
    }
    return fibre;
  }
}
