package dev.kizuki.embedded.simulator;

import java.util.Locale;
import java.util.Random;

/** The kinds of light, by the names of the command line. */
enum LightKind {
  PLAIN {
    @Override
    Light next(Random random) {
      return PlainLight.draw(random);
    }
  },
  MIXED {
    @Override
    Light next(Random random) {
      return MixedLight.draw(random);
    }
  };

  /** Draws the light of the next picture. */
  abstract Light next(Random random);

  /** Returns the name on the command line, as in {@code mixed}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
