package dev.kizuki.image;

/**
 * The size of an image.
 *
 * @param width the width, in pixels
 * @param height the height, in pixels
 */
public record Dimensions(int width, int height) {
  public Dimensions {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "width and height must be positive, were %d and %d".formatted(width, height));
    }
  }

  /** Returns the number of pixels, width times height. */
  public long pixels() {
    return (long) width * height;
  }

  /** Returns the size after rows have become columns. */
  public Dimensions transposed() {
    return new Dimensions(/* width= */ height, /* height= */ width);
  }

  @Override
  public String toString() {
    return "%d x %d".formatted(width, height);
  }
}
