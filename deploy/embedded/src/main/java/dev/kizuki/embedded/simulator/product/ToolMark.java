package dev.kizuki.embedded.simulator.product;

/**
 * A groove that a worn tool leaves on every specimen, always at the same place. It has a dark and a
 * bright side, and grows with the wear of the tool.
 *
 * @param size the length of the groove as a share of its full length, 0 to 1
 */
public record ToolMark(double size) {
  /** The place at which the groove begins, on the right half of the picture. */
  private static final Place START = new Place(168, 88);

  /** The direction of the groove, in radians: down and to the right. */
  private static final double DIRECTION = 1.0;

  /** The full length, in units. */
  private static final double LENGTH = 84;

  private static final double WIDTH = 1.3;

  /** The change of brightness in the middle of the groove, in gray levels. */
  private static final double CONTRAST = 60;

  /** The distance between the dark and the bright side, in units. */
  private static final double SIDE = 2.4;

  public ToolMark {
    if (!(size >= 0 && size <= 1)) {
      throw new IllegalArgumentException("the size must be 0 to 1, was " + size);
    }
  }

  /** Returns the specimen with the groove. */
  public Specimen on(Specimen specimen) {
    if (size == 0) {
      return specimen;
    }
    Strokes line = new Strokes();
    line.add(START, START.moved(DIRECTION, size * LENGTH), WIDTH, 1);
    double dx = -Math.sin(DIRECTION) * SIDE;
    double dy = Math.cos(DIRECTION) * SIDE;
    Canvas shown = specimen.shown().copy();
    shown.add((x, y) -> CONTRAST * (0.7 * line.at(x + dx, y + dy) - line.at(x, y)));
    return new Specimen(shown, specimen.good());
  }
}
