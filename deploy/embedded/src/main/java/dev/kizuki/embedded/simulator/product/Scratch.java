package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A thin, slightly bent line whose strength varies along it, with one bright and one dark side
 * where it is a groove.
 *
 * @param roughness the usual variation of the surface, in gray levels; the contrast is relative to
 *     it
 */
record Scratch(double roughness) implements SurfaceFlaw {
  private static final int SEGMENTS = 24;

  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    double contrast =
        Distributions.sign(random) * roughness * Distributions.logUniform(random, 1.3, 5);
    double width = Distributions.logUniform(random, 0.45, 1.3);
    double groove = random.nextBoolean() ? Distributions.uniform(random, 0.3, 0.9) : 0;
    double direction = Distributions.uniform(random, 0, 2 * Math.PI);
    Strokes line = line(surface, random, direction, width);
    double dx = -Math.sin(direction) * 1.7 * width;
    double dy = Math.cos(direction) * 1.7 * width;
    canvas.add(
        (x, y) -> contrast * surface.at(x, y) * (line.at(x, y) - groove * line.at(x + dx, y + dy)));
  }

  private static Strokes line(Field surface, Random random, double start, double width) {
    double length = Distributions.logUniform(random, 14, 130);
    double bend = Distributions.uniform(random, -0.9, 0.9) / SEGMENTS;
    double direction = start;
    Place place = Place.on(surface, random).moved(direction + Math.PI, length / 2);
    Noise pressure = new Noise(random, 5);
    Strokes line = new Strokes();
    for (int i = 0; i < SEGMENTS; i++) {
      Place next = place.moved(direction, length / SEGMENTS);
      double ends = Math.min(1, 0.35 + 4.0 * Math.min(i, SEGMENTS - 1 - i) / SEGMENTS);
      double strength = ends * Math.max(0.15, Math.min(1, 0.8 + 0.35 * pressure.at(i, 0)));
      line.add(place, next, width, strength);
      place = next;
      direction += bend;
    }
    return line;
  }
}
