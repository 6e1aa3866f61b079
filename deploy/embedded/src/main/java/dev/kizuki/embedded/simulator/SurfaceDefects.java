package dev.kizuki.embedded.simulator;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.Random;

/** Draws the defects of a plate's surface. The origin is the plate's centre. */
final class SurfaceDefects {
  private final Random random;

  SurfaceDefects(Random random) {
    this.random = random;
  }

  void draw(Graphics2D g, Defect defect) {
    switch (defect) {
      case SCRATCH -> drawScratch(g);
      case DENT -> drawDent(g);
      case STAIN -> drawStain(g);
      case MISSING_HOLE, MISALIGNMENT -> {
        // PartScene draws these two with the plate
      }
    }
  }

  /** Draws a thin, slightly bent line, brighter or darker than the metal. */
  private void drawScratch(Graphics2D g) {
    double angle = between(0, Math.PI);
    double length = between(14, 26);
    double x = between(-12, 12);
    double y = between(-10, 10);
    double dx = Math.cos(angle) * length / 2;
    double dy = Math.sin(angle) * length / 2;
    Path2D path = new Path2D.Double();
    path.moveTo(x - dx, y - dy);
    path.quadTo(x + between(-3, 3), y + between(-3, 3), x + dx, y + dy);
    g.setStroke(new BasicStroke((float) between(0.9, 1.5)));
    g.setColor(
        random.nextBoolean() ? Shapes.gray(between(225, 255)) : Shapes.gray(between(70, 100)));
    g.draw(path);
  }

  /** Draws a hollow under light from one side: one edge is bright, the opposite edge is dark. */
  private void drawDent(Graphics2D g) {
    double[] centre = pointOnMetal();
    double radius = between(3.5, 6);
    double angle = between(0, 2 * Math.PI);
    double depth = between(45, 75);
    double dx = Math.cos(angle) * (0.45 * radius);
    double dy = Math.sin(angle) * (0.45 * radius);
    for (double r = radius; r > 0; r -= 0.25) {
      double strength = depth * (1 - r / radius);
      drawSpot(g, centre[0] + dx, centre[1] + dy, r, strength);
      drawSpot(g, centre[0] - dx, centre[1] - dy, r, -strength);
    }
  }

  private static void drawSpot(Graphics2D g, double x, double y, double radius, double strength) {
    int alpha = (int) Math.min(60, Math.abs(strength) * 0.6);
    int value = strength > 0 ? 255 : 0;
    g.setColor(new Color(value, value, value, alpha));
    g.fill(Shapes.circle(x, y, radius * 0.7));
  }

  /** Draws an irregular dark patch with soft edges. */
  private void drawStain(Graphics2D g) {
    double[] centre = pointOnMetal();
    int drops = 5 + random.nextInt(4);
    for (int i = 0; i < drops; i++) {
      double x = centre[0] + 2.2 * random.nextGaussian();
      double y = centre[1] + 2.2 * random.nextGaussian();
      double radius = between(2, 4);
      g.setColor(new Color(30, 30, 30, (int) between(45, 80)));
      g.fill(Shapes.circle(x, y, radius));
    }
  }

  /** Returns a point (x, y) on the plate, away from its holes. */
  private double[] pointOnMetal() {
    double angle = between(0, 2 * Math.PI);
    double radius = between(11, 14);
    return new double[] {Math.cos(angle) * radius, Math.sin(angle) * radius * 0.8};
  }

  private double between(double low, double high) {
    return Shapes.between(random, low, high);
  }
}
