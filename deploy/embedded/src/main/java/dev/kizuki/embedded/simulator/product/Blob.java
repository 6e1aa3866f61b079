package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** An irregular patch. The value is 1 inside and 0 outside, with a soft border. */
final class Blob implements Field {
  /** Points of the outline's noise for each radian. */
  private static final double WAVES = 1.3;

  private final Place centre;
  private final double radius;
  private final double softness;
  private final double roughness;
  private final double stretch;
  private final double angle;
  private final Noise outline;

  /**
   * @param radius the radius, in units
   * @param softness the width of the border as a share of the radius, in (0, 1]
   * @param roughness how far the outline leaves the ellipse, as a share of the radius
   */
  Blob(Random random, Place centre, double radius, double softness, double roughness) {
    this.centre = centre;
    this.radius = radius;
    this.softness = softness;
    this.roughness = roughness;
    this.stretch = Distributions.logUniform(random, 0.6, 1.6);
    this.angle = Distributions.uniform(random, 0, Math.PI);
    this.outline = new Noise(random, 1);
  }

  @Override
  public double at(double x, double y) {
    double dx = x - centre.x();
    double dy = y - centre.y();
    double along = (Math.cos(angle) * dx + Math.sin(angle) * dy) * stretch;
    double across = (-Math.sin(angle) * dx + Math.cos(angle) * dy) / stretch;
    double distance = Math.hypot(along, across) / radius;
    if (distance > 1 + 2.7 * roughness + softness) {
      return 0;
    }
    double cos = along / (distance * radius + 1e-9);
    double sin = across / (distance * radius + 1e-9);
    double wave = outline.at(WAVES * cos, WAVES * sin) + 0.5 * outline.at(20 + 4 * cos, 4 * sin);
    double limit = 1 + roughness * wave;
    double t = Math.max(0, Math.min(1, (limit - distance) / softness + 0.5));
    return t * t * (3 - 2 * t);
  }
}
