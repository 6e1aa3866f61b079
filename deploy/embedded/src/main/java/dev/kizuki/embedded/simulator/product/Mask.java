package dev.kizuki.embedded.simulator.product;

/**
 * The pixels that a defect has changed by more than {@value #LIMIT} gray levels, in one channel at
 * least.
 */
public final class Mask {
  /** The least visible change, in gray levels before light and noise. */
  public static final double LIMIT = 4;

  /** A defect needs this many changed pixels in a picture of 256 x 256 pixels. */
  private static final double LEAST_AREA = 10;

  /** The strongest change of a defect must be at least this many gray levels. */
  private static final double LEAST_CHANGE = 12;

  /** A plain defect has this many changed pixels in a picture of 256 x 256 pixels. */
  private static final double PLAIN_AREA = 150;

  /** The strongest change of a plain defect, in gray levels. */
  private static final double PLAIN_CHANGE = 40;

  private final int side;
  private final byte[] pixels;
  private final double strongest;

  private Mask(int side, byte[] pixels, double strongest) {
    this.side = side;
    this.pixels = pixels;
    this.strongest = strongest;
  }

  /**
   * Compares a specimen with the same specimen without its defect.
   *
   * @param colour whether changes of colour count as well as changes of luma
   */
  public static Mask of(Specimen specimen, boolean colour) {
    int side = specimen.shown().side();
    byte[] pixels = new byte[side * side];
    double strongest = 0;
    for (int i = 0; i < pixels.length; i++) {
      double change = change(specimen, i, colour);
      pixels[i] = (byte) (change > LIMIT ? 255 : 0);
      strongest = Math.max(strongest, change);
    }
    return new Mask(side, pixels, strongest);
  }

  private static double change(Specimen specimen, int pixel, boolean colour) {
    Canvas shown = specimen.shown();
    Canvas good = specimen.good();
    if (!colour) {
      return Math.abs(shown.luma(pixel) - good.luma(pixel));
    }
    double[] now = shown.rgb(pixel);
    double[] before = good.rgb(pixel);
    double change = 0;
    for (int c = 0; c < now.length; c++) {
      change = Math.max(change, Math.abs(now[c] - before[c]));
    }
    return change;
  }

  /** Returns width and height in pixels. */
  public int side() {
    return side;
  }

  /** Returns a copy of the pixels, (side, side), row-major: 255 where the defect is, else 0. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /** Returns whether a person can see the defect under plain light. */
  boolean isVisible() {
    return reaches(LEAST_CHANGE, LEAST_AREA);
  }

  /** Returns whether an operator sees the defect at a glance, on a small picture too. */
  public boolean isPlain() {
    return reaches(PLAIN_CHANGE, PLAIN_AREA);
  }

  /**
   * @param area a number of changed pixels in a picture of 256 x 256 pixels
   */
  private boolean reaches(double change, double area) {
    long changed = 0;
    for (byte pixel : pixels) {
      changed += pixel != 0 ? 1 : 0;
    }
    double scaled = area * side * side / (Canvas.UNITS * Canvas.UNITS);
    return strongest >= change && changed >= Math.max(2, scaled);
  }
}
