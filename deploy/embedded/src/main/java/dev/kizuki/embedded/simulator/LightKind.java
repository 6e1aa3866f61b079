package dev.kizuki.embedded.simulator;

import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** The kinds of light, by the names of the command line. */
enum LightKind {
  PLAIN(PlainLight::draw),
  MIXED(MixedLight::draw);

  private final Function<Random, Light> next;

  LightKind(Function<Random, Light> next) {
    this.next = next;
  }

  /** Draws the light of the next picture. */
  Light next(Random random) {
    return next.apply(random);
  }

  /** Returns the name on the command line, as in {@code mixed}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
