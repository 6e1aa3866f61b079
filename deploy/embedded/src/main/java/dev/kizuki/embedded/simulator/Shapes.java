package dev.kizuki.embedded.simulator;

import java.awt.Color;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.util.Random;

/** Circles, gray levels and random numbers for the drawings of this package. */
final class Shapes {
  private Shapes() {}

  static Area circle(double x, double y, double radius) {
    return new Area(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  /** Returns the gray of a level, which is limited to 0 to 255. */
  static Color gray(double level) {
    int v = (int) Math.max(0, Math.min(255, level));
    return new Color(v, v, v);
  }

  /** Returns a uniformly distributed number in [low, high). */
  static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
