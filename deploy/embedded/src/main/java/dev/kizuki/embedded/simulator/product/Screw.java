package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;

/**
 * A screw that lies any way on a plain table. Light comes from the upper left, whatever way it
 * lies.
 */
final class Screw extends PlannedProduct<Screw.View> {
  private static final double ROUGHNESS = 12;
  private static final double SHADOW = 4;

  Screw(Frame frame) {
    super(frame);
  }

  @Override
  View plan(Random random) {
    double middle = Canvas.UNITS / 2;
    return new View(
        new Place(
            middle + Distributions.uniform(random, -18, 18),
            middle + Distributions.uniform(random, -18, 18)),
        Distributions.uniform(random, 0, 2 * Math.PI),
        ScrewShape.good(Distributions.uniform(random, 0, 1)),
        Distributions.uniform(random, 0.88, 1.08),
        new Noise(random, 16, 1.6).plus(0.8, new Noise(random, 2)),
        new Noise(random, 90).plus(0.35, new Noise(random, 2)),
        Distributions.uniform(random, 172, 196));
  }

  @Override
  void draw(View plan, Canvas canvas) {
    canvas.paint(plan);
    canvas.tint(plan::share, Tint.BRASS);
  }

  @Override
  List<DefectKind<View>> flaws() {
    return List.of(
        reshaped("thread-damage", ScrewShape::withDamagedThread),
        reshaped("chip", ScrewShape::withChip),
        reshaped("burr", ScrewShape::withBurr),
        reshaped("bent-tip", ScrewShape::withBentTip),
        reshaped("missing-tip", ScrewShape::withoutTip),
        onSurface("scratch", new Scratch(2.2 * ROUGHNESS)),
        onSurface("stain", new Stain(1.8 * ROUGHNESS, Tint.RUST)));
  }

  @Override
  Field surface(View plan) {
    return plan::share;
  }

  private DefectKind<View> reshaped(String label, PlanFlaw<ScrewShape> flaw) {
    return redrawn(label, (view, random) -> view.with(flaw.apply(view.shape(), random)));
  }

  /**
   * @param centre the centre of the screw
   * @param angle the angle of its axis, in radians
   * @param brightness the factor of the metal's brightness
   * @param grain the grain of the metal
   * @param table the variation of the table's level
   * @param tableLevel the brightness of the table, in gray levels
   */
  record View(
      Place centre,
      double angle,
      ScrewShape shape,
      double brightness,
      Field grain,
      Field table,
      double tableLevel)
      implements Field {
    View with(ScrewShape other) {
      return new View(centre, angle, other, brightness, grain, table, tableLevel);
    }

    @Override
    public double at(double x, double y) {
      double shadow = share(x - SHADOW, y - SHADOW, 9);
      double ground = (tableLevel + 3 * table.at(x, y)) * (1 - 0.3 * shadow);
      double share = share(x, y, 1);
      return share == 0 ? ground : ground + share * (metal(x, y) - ground);
    }

    private double metal(double x, double y) {
      double u = along(x, y);
      double v = across(x, y);
      // The upper left, seen from the screw.
      double lightU = -0.42 * Math.cos(angle) - 0.5 * Math.sin(angle);
      double lightV = 0.42 * Math.sin(angle) - 0.5 * Math.cos(angle);
      ScrewShape.Normal normal = shape.normal(u, v);
      double light = normal.u() * lightU + normal.v() * lightV + normal.up() * 0.76;
      double diffuse = Math.max(0, light);
      double glance = Math.pow(Math.max(0, 2 * light * normal.up() - 0.76), 10);
      return brightness * (38 + 105 * diffuse + 95 * glance) + 5 * grain.at(u, v);
    }

    /** Returns 1 on the screw, and 0 beside it. */
    double share(double x, double y) {
      return share(x, y, 1);
    }

    private double share(double x, double y, double softness) {
      double inside = shape.inside(along(x, y), across(x, y));
      return Math.max(0, Math.min(1, inside / softness + 0.5));
    }

    private double along(double x, double y) {
      return Math.cos(angle) * (x - centre.x()) + Math.sin(angle) * (y - centre.y());
    }

    private double across(double x, double y) {
      return -Math.sin(angle) * (x - centre.x()) + Math.cos(angle) * (y - centre.y());
    }
  }
}
