package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A cluster of small, dark holes.
 *
 * @param roughness the usual variation of the surface, in gray levels; the contrast is relative to
 *     it
 */
record Pits(double roughness) implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double spread = Distributions.logUniform(random, 3, 14);
    double contrast = -roughness * Distributions.logUniform(random, 1.6, 4);
    int pits = 2 + random.nextInt(9);
    for (int i = 0; i < pits; i++) {
      Place place =
          new Place(
              centre.x() + spread * random.nextGaussian(),
              centre.y() + spread * random.nextGaussian());
      double radius = Distributions.logUniform(random, 1.2, 2.8);
      Field pit = new Blob(random, place, radius, 0.6, 0.15);
      canvas.add((x, y) -> contrast * surface.at(x, y) * pit.at(x, y));
    }
  }
}
