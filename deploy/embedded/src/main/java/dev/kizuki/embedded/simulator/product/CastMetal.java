package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;

/**
 * The skin of a casting: grains of many sizes under light from the upper left, with natural small
 * pores.
 */
final class CastMetal extends TexturedSurface {
  /** The usual variation, in gray levels. */
  private static final double ROUGHNESS = 15;

  CastMetal(Frame frame) {
    super(frame, Tint.IRON);
  }

  @Override
  List<DefectKind<Field>> flaws() {
    return List.of(
        onSurface("scratch", new Scratch(1.6 * ROUGHNESS)),
        onSurface("crack", new Crack(1.8 * ROUGHNESS)),
        onSurface("pits", new Pits(1.7 * ROUGHNESS)),
        onSurface("stain", new Stain(1.1 * ROUGHNESS, Tint.RUST)),
        onSurface("extra-material", new ExtraMaterial(1.2 * ROUGHNESS)),
        onSurface("wear", new SmoothedPatch()));
  }

  @Override
  Field texture(Random random) {
    double level = Distributions.uniform(random, 105, 128);
    Field height =
        new Noise(random, 3)
            .turned(0.9)
            .plus(1.4, new Noise(random, 6, 5).turned(0.6))
            .plus(1.8, new Noise(random, 12, 10).turned(1.2))
            .plus(2.2, new Noise(random, 27, 22).turned(0.3));
    Field pores = new Noise(random, 6);
    Field clouds = new Noise(random, 60);
    return (x, y) ->
        level
            + 10 * (height.at(x + 0.8, y + 0.8) - height.at(x - 0.8, y - 0.8))
            - 40 * Math.max(0, pores.at(x, y) - 1.3)
            + 6 * clouds.at(x, y);
  }
}
