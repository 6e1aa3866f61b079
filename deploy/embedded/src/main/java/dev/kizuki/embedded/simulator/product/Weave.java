package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A twill of threads that are not quite straight and not quite equal. Its phase is random. */
final class Weave extends PlannedProduct<Weave.Cloth> {
  private static final double ROUGHNESS = 20;

  Weave(Frame frame) {
    super(frame);
  }

  @Override
  Cloth plan(Random random) {
    return new Cloth(
        new Place(Distributions.uniform(random, 0, 100), Distributions.uniform(random, 0, 100)),
        Distributions.uniform(random, -0.05, 0.05),
        random.nextLong(),
        new Noise(random, 45),
        new Noise(random, 45),
        new Noise(random, 1.2, 7).plus(0.8, new Noise(random, 2.4)),
        null);
  }

  @Override
  void draw(Cloth plan, Canvas canvas) {
    canvas.paint(plan);
    canvas.tint(Field.EVERYWHERE, Tint.CLOTH);
  }

  @Override
  List<DefectKind<Cloth>> flaws() {
    return List.of(
        redrawn("missing-thread", Cloth::withoutThread),
        onSurface("pulled-thread", new Shift()),
        onSurface("cut", new Crack(2 * ROUGHNESS)),
        onSurface("stain", new Stain(ROUGHNESS, Tint.RUST)),
        onSurface("extra-material", new ExtraMaterial(1.3 * ROUGHNESS)),
        onSurface("turned-patch", new TurnedPatch()),
        onSurface("wear", new SmoothedPatch()));
  }

  @Override
  Field surface(Cloth plan) {
    return Field.EVERYWHERE;
  }

  /**
   * @param offset the phase of the threads
   * @param angle the angle of the cloth, in radians
   * @param seed the seed of the threads' own levels
   * @param bendX the way of the threads: how far they lie aside
   * @param missing a place from which a thread across is missing, for some length; null for none
   */
  record Cloth(
      Place offset,
      double angle,
      long seed,
      Field bendX,
      Field bendY,
      Field fibres,
      @Nullable Gap missing)
      implements Field {
    /** The distance of two threads, in units. */
    private static final double PITCH = 7.5;

    Cloth withoutThread(Random random) {
      double length = Distributions.logUniform(random, 4, 26);
      Place start = Place.on(Field.EVERYWHERE, random);
      double u = u(start.x(), start.y());
      double v = v(start.x(), start.y());
      Gap gap = new Gap((long) Math.floor(v), u - length / 2, u + length / 2);
      return new Cloth(offset, angle, seed, bendX, bendY, fibres, gap);
    }

    @Override
    public double at(double x, double y) {
      double u = u(x, y);
      double v = v(x, y);
      long warp = (long) Math.floor(u);
      long weft = (long) Math.floor(v);
      double acrossWarp = u - warp - 0.5;
      double acrossWeft = v - weft - 0.5;
      boolean warpOnTop = Math.floorMod(warp + weft, 4) < 2;
      if (!warpOnTop && missing != null && missing.contains(u, weft)) {
        return 22 + 40 * profile(acrossWarp, 2.2) + 5 * fibres.at(x, y);
      }
      double own = 9 * (warpOnTop ? Noise.hash(seed, warp, 1) : Noise.hash(seed, weft, 2));
      double level = warpOnTop ? 165 * profile(acrossWarp, 2.2) : 122 * profile(acrossWeft, 2.2);
      double fibre = warpOnTop ? fibres.at(x, y) : fibres.at(y, x);
      return level + own + 8 * fibre;
    }

    /** Returns the light on a round thread: 1 in its middle, less at its sides. */
    private static double profile(double across, double curvature) {
      return Math.max(0.15, 1 - curvature * across * across);
    }

    private double u(double x, double y) {
      return offset.x() + (x + angle * y + 1.3 * bendX.at(x, y)) / PITCH;
    }

    private double v(double x, double y) {
      return offset.y() + (y - angle * x + 1.3 * bendY.at(x, y)) / PITCH;
    }
  }

  /** A thread that is missing from u = from to u = to, in threads. */
  record Gap(long thread, double from, double to) {
    boolean contains(double u, long weft) {
      return weft == thread && u >= from && u < to;
    }
  }
}
