package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A large, soft patch of low contrast.
 *
 * @param roughness the usual variation of the surface, in gray levels; the contrast is relative to
 *     it
 * @param tint the colour of the patch
 */
record Stain(double roughness, Tint tint) implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 9, 38);
    double softness = Distributions.uniform(random, 0.15, 0.6);
    double contrast =
        roughness * Distributions.logUniform(random, 1, 2.6) * (random.nextInt(4) == 0 ? 1 : -1);
    Field patch = new Blob(random, centre, radius, softness, 0.15);
    Noise cloud = new Noise(random, 14);
    Field share = (x, y) -> surface.at(x, y) * patch.at(x, y);
    canvas.add((x, y) -> contrast * share.at(x, y) * (1 + 0.3 * cloud.at(x, y)));
    canvas.tint((x, y) -> 0.6 * share.at(x, y), tint);
  }
}
