package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.List;
import java.util.Optional;

/**
 * The facts of an image that decide how it is aligned: its part, and the contrast of each place to
 * the background, at most {@value #MAX_SIDE} places a side.
 */
public final class PartSketch {
  private static final int MAX_SIDE = 128;

  private final List<Part> parts;
  private final Pixels contrast;
  private final int factor;

  /**
   * @param parts the part as several thresholds separate it, the usual one first; not empty
   * @param contrast (1, height, width), the absolute differences from the background
   * @param factor the side of a place of {@code contrast}, in pixels of the image
   */
  PartSketch(List<Part> parts, Pixels contrast, int factor) {
    int reduction = (Math.max(contrast.height(), contrast.width()) + MAX_SIDE - 1) / MAX_SIDE;
    this.parts = parts;
    this.contrast = AreaAverage.shrink(contrast, reduction);
    this.factor = factor * reduction;
  }

  /** Sketches the part in an image; empty if nothing stands out from the background. */
  public static Optional<PartSketch> of(Pixels image) {
    return new PartFinder(image).sketch();
  }

  /** Returns the part as the usual threshold separates it. */
  public Part part() {
    return parts.get(0);
  }

  /** Returns the part as several thresholds separate it, the usual one first. */
  List<Part> parts() {
    return parts;
  }

  /** Returns the absolute differences from the background, (1, height, width). */
  Pixels contrast() {
    return contrast;
  }

  /** Returns the side of a place of the contrast, in pixels of the image. */
  int factor() {
    return factor;
  }
}
