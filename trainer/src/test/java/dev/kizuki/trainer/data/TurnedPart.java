package dev.kizuki.trainer.data;

import dev.kizuki.image.Pixels;
import java.util.function.DoubleBinaryOperator;

/** Draws a part that is turned around the middle of a gray picture, for tests. */
public final class TurnedPart {
  private TurnedPart() {}

  /**
   * Draws the picture.
   *
   * @param side the width and height, in pixels
   * @param angle the angle of the part's axis against a row, in radians
   * @param sample gives the sample, 0 to 255, from the distances along and across the axis, in
   *     pixels from the middle
   */
  public static Pixels draw(int side, double angle, DoubleBinaryOperator sample) {
    byte[] samples = new byte[side * side];
    for (int i = 0; i < samples.length; i++) {
      int row = i / side;
      double x = i % side - side / 2.0;
      double y = row - side / 2.0;
      double along = x * Math.cos(angle) + y * Math.sin(angle);
      double across = y * Math.cos(angle) - x * Math.sin(angle);
      samples[i] = (byte) Math.round(sample.applyAsDouble(along, across));
    }
    return new Pixels(1, side, side, samples);
  }
}
