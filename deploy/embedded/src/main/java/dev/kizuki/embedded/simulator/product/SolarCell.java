package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A solar cell in a light box: aligned, with bus bars and fingers at fixed places, and with natural
 * crystals of which some are dark.
 */
final class SolarCell extends PlannedProduct<SolarCell.Cell> {
  private static final double ROUGHNESS = 12;

  SolarCell(Frame frame) {
    super(frame);
  }

  @Override
  Cell plan(Random random) {
    return new Cell(
        new Place(Distributions.uniform(random, -2, 2), Distributions.uniform(random, -2, 2)),
        Distributions.uniform(random, -0.008, 0.008),
        Distributions.uniform(random, 135, 160),
        new Crystals(random, 24),
        new Crystals(random, 55),
        new Noise(random, 3).plus(1.2, new Noise(random, 9)),
        new Noise(random, 90),
        null,
        null);
  }

  @Override
  void draw(Cell plan, Canvas canvas) {
    canvas.paint(plan);
    canvas.tint(Field.EVERYWHERE, Tint.SILICON);
  }

  @Override
  List<DefectKind<Cell>> flaws() {
    return List.of(
        onSurface("crack", new Crack(1.6 * ROUGHNESS)),
        redrawn("dark-area", Cell::withDarkArea),
        redrawn("finger-interruption", Cell::withDeadFingers),
        redrawn("broken-bus-bar", Cell::withBrokenBusBar),
        onSurface("scratch", new Scratch(1.5 * ROUGHNESS)),
        onSurface("stain", new Stain(1.7 * ROUGHNESS, Tint.RUST)));
  }

  @Override
  Field surface(Cell plan) {
    return plan::inside;
  }

  /**
   * @param offset the distance of the cell from the middle of the picture
   * @param angle the angle of the cell, in radians
   * @param dark the factor of the brightness at each place, in [0, 1]; null for none
   * @param gap the place where a bus bar is missing; null for none
   */
  record Cell(
      Place offset,
      double angle,
      double level,
      Field small,
      Field large,
      Field grain,
      Field clouds,
      @Nullable Field dark,
      @Nullable Field gap)
      implements Field {
    private static final double HALF = 120;
    private static final double CORNER = 22;
    private static final double BUS_BARS = 62;
    private static final double FINGERS = 5.12;

    @Override
    public double at(double x, double y) {
      double u = u(x, y);
      double v = v(x, y);
      double inside = inside(u, v, 1);
      return 14 + inside * (surface(x, y, u, v) - 14);
    }

    /** Returns 1 inside the cell, and 0 in the dark frame around it. */
    double inside(double x, double y) {
      return inside(u(x, y), v(x, y), 1);
    }

    private double surface(double x, double y, double u, double v) {
      double crystal = small.at(x, y);
      double darkCrystal = crystal > 0.72 ? -45 * crystal : 9 * crystal;
      double natural =
          level + darkCrystal + 13 * large.at(x, y) + 3 * grain.at(x, y) + 7 * clouds.at(x, y);
      double edge = 0.72 + 0.28 * inside(u, v, 26);
      double working = dark == null ? 1 : 1 - dark.at(u, v);
      double bar = gap == null ? bar(v) : bar(v) * (1 - gap.at(u, v));
      double cell = natural * edge * working * (1 - 0.16 * finger(u));
      return cell + bar * (40 - cell);
    }

    private static double bar(double v) {
      double distance = Math.abs(v - BUS_BARS * Math.round(v / BUS_BARS));
      return Math.abs(v) > 1.5 * BUS_BARS ? 0 : Math.max(0, Math.min(1, 3.2 - distance));
    }

    private static double finger(double u) {
      double phase = u / FINGERS - Math.floor(u / FINGERS);
      return Math.exp(-30 * (phase - 0.5) * (phase - 0.5));
    }

    private static double inside(double u, double v, double softness) {
      double side = HALF - Math.max(Math.abs(u), Math.abs(v));
      double corner = (2 * HALF - CORNER - Math.abs(u) - Math.abs(v)) / Math.sqrt(2);
      return Math.max(0, Math.min(1, Math.min(side, corner) / softness));
    }

    private double u(double x, double y) {
      return x - Canvas.UNITS / 2 - offset.x() + angle * (y - Canvas.UNITS / 2);
    }

    private double v(double x, double y) {
      return y - Canvas.UNITS / 2 - offset.y() - angle * (x - Canvas.UNITS / 2);
    }

    /** Cuts a piece off the current: a straight crack and the border of the cell bound it. */
    Cell withDarkArea(Random random) {
      double direction = Distributions.uniform(random, 0, 2 * Math.PI);
      double cos = Math.cos(direction);
      double sin = Math.sin(direction);
      double reach = HALF * (Math.abs(cos) + Math.abs(sin)) - CORNER;
      double from = reach - Distributions.logUniform(random, 8, 60);
      double middle = Distributions.uniform(random, -60, 60);
      double width = Distributions.logUniform(random, 10, 60);
      double strength = Distributions.logUniform(random, 0.12, 0.6);
      Field border = new Noise(random, 14);
      Field area =
          (u, v) -> {
            double depth = cos * u + sin * v - from + 2 * border.at(u, v);
            double aside = width - Math.abs(cos * v - sin * u - middle) + 2 * border.at(v, u);
            return strength * Math.max(0, Math.min(1, Math.min(depth, aside) / 2));
          };
      return new Cell(offset, angle, level, small, large, grain, clouds, area, gap);
    }

    /** Interrupts a few neighbouring fingers from one bus bar towards the next. */
    Cell withDeadFingers(Random random) {
      double left = FINGERS * Math.floor(Distributions.uniform(random, -100, 80) / FINGERS);
      double right = left + FINGERS * (1 + random.nextInt(4));
      double start = BUS_BARS * (random.nextInt(3) - 1);
      double length = Distributions.logUniform(random, 14, 50) * Distributions.sign(random);
      double strength = Distributions.logUniform(random, 0.12, 0.5);
      Field area =
          (u, v) -> {
            double way = (v - start) / length;
            double aside = Math.min(u - left, right - u);
            double rise = Math.max(0, Math.min(1, 4 * Math.min(way, 1.1 - way)));
            return strength * rise * Math.max(0, Math.min(1, 0.5 + aside / 1.5));
          };
      return new Cell(offset, angle, level, small, large, grain, clouds, area, gap);
    }

    Cell withBrokenBusBar(Random random) {
      double v0 = BUS_BARS * (random.nextInt(3) - 1);
      double u0 = Distributions.uniform(random, -105, 105);
      Field hole =
          new Blob(random, new Place(u0, v0), Distributions.logUniform(random, 3, 12), 0.2, 0.2);
      double share = Distributions.uniform(random, 0.35, 1);
      return new Cell(
          offset, angle, level, small, large, grain, clouds, dark, (u, v) -> share * hole.at(u, v));
    }
  }
}
