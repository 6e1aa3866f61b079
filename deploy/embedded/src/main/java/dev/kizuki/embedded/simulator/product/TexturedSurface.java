package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * A texture that fills the picture. Its phase is random, so no place of a picture looks like the
 * same place of another one.
 */
abstract class TexturedSurface extends PlannedProduct<Field> {
  private final Tint tint;

  TexturedSurface(Frame frame, Tint tint) {
    super(frame);
    this.tint = tint;
  }

  /** Draws the next piece of the texture, in gray levels. */
  abstract Field texture(Random random);

  @Override
  final Field plan(Random random) {
    return texture(random);
  }

  @Override
  final void draw(Field plan, Canvas canvas) {
    canvas.paint(plan);
    canvas.tint(Field.EVERYWHERE, tint);
  }

  @Override
  final Field surface(Field plan) {
    return Field.EVERYWHERE;
  }
}
