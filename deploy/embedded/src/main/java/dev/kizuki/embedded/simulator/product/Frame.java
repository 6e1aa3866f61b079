package dev.kizuki.embedded.simulator.product;

/**
 * The form of the pictures.
 *
 * @param side width and height in pixels
 * @param colour whether the pictures have colours; else they are gray
 */
public record Frame(int side, boolean colour) {
  /** The least side, in pixels. */
  public static final int LEAST_SIDE = 64;

  /** The greatest side, in pixels. */
  public static final int GREATEST_SIDE = 1024;

  public Frame {
    if (side < LEAST_SIDE || side > GREATEST_SIDE) {
      throw new IllegalArgumentException(
          "the size must be %d to %d pixels, was %d".formatted(LEAST_SIDE, GREATEST_SIDE, side));
    }
  }
}
