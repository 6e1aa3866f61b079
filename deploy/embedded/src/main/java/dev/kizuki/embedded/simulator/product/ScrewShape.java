package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * The form of a screw with a countersunk head. It lies along u, from the head at {@value #HEAD} to
 * the tip at {@value #TIP} units.
 *
 * @param roll the angle of the screw around its axis, in turns
 * @param end the place where the screw ends, in units
 * @param bend the distance of the tip from the axis, in units
 * @param damage the part of the thread that is flattened
 * @param bump the missing or additional material at the outline
 */
record ScrewShape(double roll, double end, double bend, Damage damage, Bump bump) {
  private static final double HEAD = -84;
  private static final double TIP = 84;
  private static final double HEAD_END = -64;
  private static final double THREAD_START = -38;
  private static final double TIP_START = 60;
  private static final double PITCH = 7.5;
  private static final double HEAD_RADIUS = 22;
  private static final double CORE = 8;
  private static final double THREAD = 3.2;

  /** Places farther away than this are not measured exactly, in units. */
  private static final double FAR = 12;

  static ScrewShape good(double roll) {
    return new ScrewShape(roll, TIP, 0, new Damage(0, 1, 1, 0), new Bump(0, 1, 1, 0));
  }

  ScrewShape withDamagedThread(Random random) {
    double length = PITCH * Distributions.logUniform(random, 1.5, 5);
    double centre = Distributions.uniform(random, THREAD_START + 8, TIP_START - 4);
    double share = Distributions.uniform(random, 0.65, 1);
    return new ScrewShape(
        roll, end, bend, new Damage(centre, length / 2, Distributions.sign(random), share), bump);
  }

  ScrewShape withChip(Random random) {
    return withBump(random, -1);
  }

  ScrewShape withBurr(Random random) {
    return withBump(random, 1);
  }

  private ScrewShape withBump(Random random, int direction) {
    double place = Distributions.uniform(random, HEAD + 1, TIP_START);
    double width = Distributions.logUniform(random, 2, 6);
    double height = direction * Distributions.logUniform(random, 3, 7);
    return new ScrewShape(
        roll, end, bend, damage, new Bump(place, width, Distributions.sign(random), height));
  }

  ScrewShape withBentTip(Random random) {
    double distance = Distributions.sign(random) * Distributions.logUniform(random, 6, 18);
    return new ScrewShape(roll, end, distance, damage, bump);
  }

  ScrewShape withoutTip(Random random) {
    double cut = Distributions.logUniform(random, 5, 26);
    return new ScrewShape(roll, TIP - cut, bend, damage, bump);
  }

  /** Returns how far a place lies inside the outline, in units; negative outside. */
  double inside(double u, double v) {
    if (u < HEAD - FAR || u > TIP + FAR || Math.abs(v) > HEAD_RADIUS + FAR) {
      return -FAR;
    }
    double straight = straight(u, v);
    double aside = radius(u, Math.signum(straight) * 0.25) - Math.abs(straight);
    return Math.min(aside, Math.min(u - HEAD, end - u));
  }

  /** Returns the direction in which the surface looks. */
  Normal normal(double u, double v) {
    double straight = straight(u, v);
    double share = straight / Math.max(1, radius(u, Math.signum(straight) * 0.25));
    double sine = Math.max(-0.97, Math.min(0.97, share));
    double turn = Math.asin(sine) / (2 * Math.PI);
    double slope = (radius(u + 0.6, turn) - radius(u - 0.6, turn)) / 1.2;
    double length = Math.hypot(1, slope);
    double cosine = Math.sqrt(1 - sine * sine);
    return new Normal(-slope / length, sine / length, cosine / length);
  }

  private double straight(double u, double v) {
    double way = Math.max(0, (u - 10) / (TIP - 10));
    return v - bend * way * way;
  }

  /**
   * Returns the distance of the surface from the axis.
   *
   * @param turn the place around the axis, in turns: 0 faces the camera, -0.25 and 0.25 are the
   *     outline
   */
  private double radius(double u, double turn) {
    double bumps = bump.at(u, turn);
    if (u < HEAD_END) {
      double cone = (u - HEAD - 4) / (HEAD_END - HEAD - 4);
      return HEAD_RADIUS - (HEAD_RADIUS - CORE - 1.5) * Math.max(0, cone) + bumps;
    }
    if (u < THREAD_START) {
      return CORE + 1.5 + bumps;
    }
    double start = Math.min(1, (u - THREAD_START) / 8);
    double taper = u < TIP_START ? 1 : Math.max(0.04, (TIP + 1 - u) / (TIP + 1 - TIP_START));
    double wave = 0.5 + 0.5 * Math.cos(2 * Math.PI * (u / PITCH + roll + turn));
    double thread = THREAD * start * Math.pow(wave, 1.6) * (1 - damage.at(u, turn));
    return (CORE + 1.5 * (1 - start) + thread) * taper + bumps;
  }

  /**
   * @param side -1 or 1: the side of the outline on which the thread is flattened
   * @param share how much of the thread's height is missing, in [0, 1]
   */
  record Damage(double centre, double half, int side, double share) {
    double at(double u, double turn) {
      double along = Math.min(1, Math.max(0, 1.5 - Math.abs(u - centre) / half));
      double around = Math.min(1, Math.max(0, 0.8 + 5 * side * turn));
      return share * along * around;
    }
  }

  /**
   * @param side -1 or 1: the side of the outline
   * @param height the height, in units; negative where material is missing
   */
  record Bump(double centre, double width, int side, double height) {
    double at(double u, double turn) {
      double along = (u - centre) / width;
      double around = Math.min(1, Math.max(0, 6 * side * turn - 0.2));
      return height * around * Math.exp(-along * along * along * along);
    }
  }

  /** A direction of length 1: along the axis, across it, and towards the camera. */
  record Normal(double u, double v, double up) {}
}
