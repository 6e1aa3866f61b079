package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** A patch of another colour and the same luma: a gray picture does not show it. */
record Discolouration() implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 7, 34);
    double softness = Distributions.uniform(random, 0.2, 0.8);
    Field patch = new Blob(random, centre, radius, softness, 0.25);
    Tint tint = Tint.any(random, Distributions.logUniform(random, 0.12, 0.4));
    canvas.tint((x, y) -> surface.at(x, y) * patch.at(x, y), tint);
  }
}
