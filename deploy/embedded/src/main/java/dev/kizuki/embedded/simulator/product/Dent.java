package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A hollow or a bump under light from the upper left: one side is bright, the opposite side is
 * dark.
 *
 * @param roughness the usual variation of the surface, in gray levels; the contrast is relative to
 *     it
 */
record Dent(double roughness) implements SurfaceFlaw {
  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    Place centre = Place.on(surface, random);
    double radius = Distributions.logUniform(random, 3, 15);
    double stretch = Distributions.logUniform(random, 0.6, 1.7);
    double depth =
        Distributions.sign(random) * roughness * Distributions.logUniform(random, 1.1, 3.5);
    double light = Distributions.uniform(random, 0.5, 1.1);
    canvas.add(
        (x, y) -> {
          double dx = (x - centre.x()) / radius * stretch;
          double dy = (y - centre.y()) / radius / stretch;
          double slope = Math.cos(light) * dx + Math.sin(light) * dy;
          double fall = Math.exp(-0.5 * (dx * dx + dy * dy));
          return surface.at(x, y) * depth * 1.65 * (slope - 0.25) * fall;
        });
  }
}
