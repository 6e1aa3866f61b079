package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * A texture that fills the picture. Its phase is random, so no place of a picture looks like the
 * same place of another one.
 */
final class TexturedSurface extends PlannedProduct<Field> {
  private static final Field EVERYWHERE = (x, y) -> 1;

  private final Function<Random, Field> texture;
  private final Tint tint;
  private final List<DefectKind<Field>> flaws;

  private TexturedSurface(
      Frame frame, Function<Random, Field> texture, Tint tint, List<DefectKind<Field>> flaws) {
    super(frame);
    this.texture = texture;
    this.tint = tint;
    this.flaws = flaws;
  }

  /** Returns metal that was brushed in one direction. */
  static Product brushedMetal(Frame frame) {
    double roughness = BrushedMetal.ROUGHNESS;
    return new TexturedSurface(
        frame,
        BrushedMetal::texture,
        Tint.BRASS,
        List.of(
            kind("scratch", new Scratch(1.2 * roughness)),
            kind("crack", new Crack(1.2 * roughness)),
            kind("dent", new Dent(roughness)),
            kind("stain", new Stain(roughness, Tint.RUST)),
            kind("extra-material", new ExtraMaterial(roughness)),
            kind("wear", new Wear(true))));
  }

  /** Returns the skin of a casting. */
  static Product castMetal(Frame frame) {
    double roughness = CastMetal.ROUGHNESS;
    return new TexturedSurface(
        frame,
        CastMetal::texture,
        Tint.IRON,
        List.of(
            kind("scratch", new Scratch(1.6 * roughness)),
            kind("crack", new Crack(1.8 * roughness)),
            kind("pits", new Pits(1.2 * roughness)),
            kind("stain", new Stain(1.1 * roughness, Tint.RUST)),
            kind("extra-material", new ExtraMaterial(1.2 * roughness)),
            kind("wear", new Wear(false))));
  }

  static DefectKind<Field> kind(String label, SurfaceFlaw flaw) {
    return new DefectKind<>(
        label,
        (plan, canvas, random) -> {
          flaw.apply(canvas, EVERYWHERE, random);
          return canvas;
        });
  }

  @Override
  Field plan(Random random) {
    return texture.apply(random);
  }

  @Override
  void draw(Field plan, Canvas canvas) {
    canvas.paint(plan);
    canvas.tint(EVERYWHERE, tint);
  }

  @Override
  List<DefectKind<Field>> flaws() {
    return flaws;
  }

  @Override
  List<DefectKind<Field>> colourFlaws() {
    return List.of(kind("discolouration", new Discolouration()));
  }
}
