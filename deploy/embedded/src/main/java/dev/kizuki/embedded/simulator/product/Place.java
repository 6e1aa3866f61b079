package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** A place of a picture, in units. */
record Place(double x, double y) {
  private static final int TRIES = 10_000;

  /** The least distance of a defect's centre from the border of the picture, in units. */
  private static final double MARGIN = 16;

  /** Draws a place that lies on a surface. */
  static Place on(Field surface, Random random) {
    for (int i = 0; i < TRIES; i++) {
      double x = Distributions.uniform(random, MARGIN, Canvas.UNITS - MARGIN);
      double y = Distributions.uniform(random, MARGIN, Canvas.UNITS - MARGIN);
      if (surface.at(x, y) > 0.9) {
        return new Place(x, y);
      }
    }
    throw new IllegalStateException("the picture shows no surface");
  }

  /** Returns the place that lies a distance away, in a direction in radians. */
  Place moved(double direction, double distance) {
    return new Place(x + distance * Math.cos(direction), y + distance * Math.sin(direction));
  }

  double distance(double toX, double toY) {
    return Math.hypot(x - toX, y - toY);
  }
}
