package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A thin, dark, branching line: a random walk that keeps its general direction.
 *
 * @param roughness the usual variation of the surface, in gray levels; the contrast is relative to
 *     it
 */
record Crack(double roughness) implements SurfaceFlaw {
  private static final double STEP = 3;

  /** The mean distance between two branches, in units. */
  private static final double BRANCHING = 40;

  @Override
  public void apply(Canvas canvas, Field surface, Random random) {
    double contrast = -roughness * Distributions.logUniform(random, 1.2, 3.2);
    double width = Distributions.logUniform(random, 0.4, 0.85);
    double length = Distributions.logUniform(random, 24, 150);
    Strokes lines = new Strokes();
    Place start = Place.on(surface, random);
    double direction = Distributions.uniform(random, 0, 2 * Math.PI);
    walk(lines, random, new Walk(start, direction, length / 2, width));
    walk(lines, random, new Walk(start, direction + Math.PI, length / 2, width));
    canvas.add((x, y) -> contrast * surface.at(x, y) * lines.at(x, y));
  }

  private static void walk(Strokes lines, Random random, Walk walk) {
    Place place = walk.start();
    double direction = walk.direction();
    for (double left = walk.length(); left > 0; left -= STEP) {
      direction += 0.3 * random.nextGaussian() + 0.2 * (walk.direction() - direction);
      Place next = place.moved(direction, STEP);
      double strength = Math.min(1, 0.4 + left / walk.length());
      lines.add(place, next, walk.width(), strength);
      place = next;
      if (random.nextDouble() < STEP / BRANCHING) {
        double turn = Distributions.sign(random) * Distributions.uniform(random, 0.4, 1.1);
        double rest = left * Distributions.uniform(random, 0.3, 0.8);
        walk(lines, random, new Walk(place, direction + turn, rest, 0.85 * walk.width()));
      }
    }
  }

  private record Walk(Place start, double direction, double length, double width) {}
}
