package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;

/**
 * Metal that was brushed by hand: streaks of many widths from two passes of nearly the same
 * direction, with natural hairlines, nicks and specks.
 */
final class BrushedMetal extends TexturedSurface {
  /** The usual variation, in gray levels. */
  private static final double ROUGHNESS = 13;

  BrushedMetal(Frame frame) {
    super(frame, Tint.BRASS);
  }

  @Override
  List<DefectKind<Field>> flaws() {
    return List.of(
        onSurface("scratch", new Scratch(1.2 * ROUGHNESS)),
        onSurface("crack", new Crack(1.2 * ROUGHNESS)),
        onSurface("dent", new Dent(ROUGHNESS)),
        onSurface("stain", new Stain(ROUGHNESS, Tint.RUST)),
        onSurface("extra-material", new ExtraMaterial(ROUGHNESS)),
        onSurface("wear", new TurnedPatch()));
  }

  @Override
  Field texture(Random random) {
    double level = Distributions.uniform(random, 112, 142);
    double coarseness = Distributions.uniform(random, 0.7, 1.4);
    double depth = Distributions.uniform(random, 0.75, 1.35);
    Field first = streaks(random, coarseness).turned(Distributions.uniform(random, -0.06, 0.06));
    Field second = streaks(random, coarseness).turned(Distributions.uniform(random, -0.2, 0.2));
    Noise passes = new Noise(random, 60, 34);
    Field nicks = new Noise(random, 16, 1.3).turned(Distributions.uniform(random, -0.5, 0.5));
    Noise specks = new Noise(random, 3.4, 2.6);
    Field clouds = new Noise(random, 60, 28).plus(1, new Noise(random, 130));
    return (x, y) -> {
      double share = Math.max(0, Math.min(1, 0.5 + 1.6 * passes.at(x, y)));
      double grain = share * first.at(x, y) + (1 - share) * second.at(x, y);
      return level
          + 6.5 * depth * grain
          + 6 * clouds.at(x, y)
          + 60 * beyond(1.38, nicks.at(x, y))
          - 70 * Math.max(0, specks.at(x, y) - 1.45);
    };
  }

  /** Returns streaks of many widths along x. */
  private static Field streaks(Random random, double coarseness) {
    Field bend = new Noise(random, 70, 40);
    Field hairlines = new Noise(random, 60, 1.2);
    Field streaks =
        new Noise(random, 170, coarseness)
            .plus(1.2, new Noise(random, 80, 1.7 * coarseness))
            .plus(1.1, new Noise(random, 40, 3.2 * coarseness))
            .plus(1, new Noise(random, 200, 8))
            .plus(0.9, new Noise(random, 20, coarseness));
    return (x, y) -> {
      double across = y + 1.6 * bend.at(x, y);
      return streaks.at(x, across) + 7 * beyond(1.35, hairlines.at(x, across));
    };
  }

  /** Returns how far a value lies beyond a limit, on either side. */
  private static double beyond(double limit, double value) {
    return Math.signum(value) * Math.max(0, Math.abs(value) - limit);
  }
}
