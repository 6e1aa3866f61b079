package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A colour without its brightness: blue and red difference, relative to the luma, as in ITU-R
 * BT.601.
 *
 * @param blue the blue difference, in about [-0.5, 0.5]; 0 is gray
 * @param red the red difference, in about [-0.5, 0.5]; 0 is gray
 */
record Tint(double blue, double red) {
  static final Tint BRASS = new Tint(-0.2, 0.06);
  static final Tint STEEL = new Tint(0.04, -0.02);
  static final Tint IRON = new Tint(-0.03, 0.03);
  static final Tint CLOTH = new Tint(0.1, -0.08);
  static final Tint GREEN_BOARD = new Tint(-0.06, -0.2);
  static final Tint COPPER = new Tint(-0.16, 0.16);
  static final Tint SILICON = new Tint(0.22, -0.12);
  static final Tint RUST = new Tint(-0.2, 0.22);

  /** Draws a tint of any hue. */
  static Tint any(Random random, double strength) {
    double hue = Distributions.uniform(random, 0, 2 * Math.PI);
    return new Tint(strength * Math.cos(hue), strength * Math.sin(hue));
  }
}
