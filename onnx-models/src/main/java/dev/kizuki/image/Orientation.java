package dev.kizuki.image;

/**
 * The place of the rows and columns of a file in the upright picture: the values of the Exif tag
 * "Orientation" (CIPA DC-008, 4.6.4), in the order 1 to 8.
 */
public enum Orientation {
  /** The file holds the picture upright. */
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  UPSIDE_DOWN(false, true, true),
  UPSIDE_DOWN_MIRRORED(false, true, false),
  TRANSPOSED(true, false, false),
  /** The picture must be turned clockwise by 90 degrees. */
  TURN_RIGHT(true, false, true),
  TRANSPOSED_UPSIDE_DOWN(true, true, true),
  /** The picture must be turned anticlockwise by 90 degrees. */
  TURN_LEFT(true, true, false);

  /** Whether rows become columns. The rows and columns of the result are reversed afterwards. */
  private final boolean transposed;

  private final boolean rowsReversed;
  private final boolean columnsReversed;

  Orientation(boolean transposed, boolean rowsReversed, boolean columnsReversed) {
    this.transposed = transposed;
    this.rowsReversed = rowsReversed;
    this.columnsReversed = columnsReversed;
  }

  /**
   * Returns the orientation for a value of the tag; {@link #UPRIGHT} for a value that is not 1 to
   * 8.
   */
  public static Orientation of(long tag) {
    return tag >= 1 && tag <= values().length ? values()[(int) tag - 1] : UPRIGHT;
  }

  /**
   * Returns the size of the upright picture.
   *
   * @param size the size of the picture as the file holds it
   */
  public Dimensions turn(Dimensions size) {
    return transposed ? size.transposed() : size;
  }

  /**
   * Writes the upright picture.
   *
   * @param source the picture as the file holds it
   * @param target gets the size and the samples of the upright picture; must not be the source
   */
  public void turn(Pixels source, Pixels target) {
    int height = transposed ? source.width() : source.height();
    int width = transposed ? source.height() : source.width();
    target.reshape(source.channels(), height, width);
    int down = rowsReversed ? -width : width;
    int right = columnsReversed ? -1 : 1;
    int first = (rowsReversed ? (height - 1) * width : 0) + (columnsReversed ? width - 1 : 0);
    int nextRow = transposed ? right : down;
    int nextColumn = transposed ? down : right;
    byte[] from = source.samples();
    byte[] to = target.samples();
    int read = 0;
    for (int channel = 0; channel < source.channels(); channel++) {
      for (int row = 0; row < source.height(); row++) {
        int write = channel * height * width + first + row * nextRow;
        for (int column = 0; column < source.width(); column++) {
          to[write] = from[read++];
          write += nextColumn;
        }
      }
    }
  }
}
