package dev.kizuki.embedded.simulator.product;

/**
 * A square picture without light and noise: luma in gray levels, and the blue and red difference
 * relative to the luma. A drawing that sets only luma gives a gray picture. Places are given in
 * units, so that the same drawing fits every size.
 */
public final class Canvas {
  /** Width and height of every picture, in units. */
  static final double UNITS = 256;

  private final int side;
  private final float[] luma;
  private final float[] blue;
  private final float[] red;

  /** Makes a black picture of (side, side) pixels. */
  public Canvas(int side) {
    this(side, new float[side * side], new float[side * side], new float[side * side]);
  }

  private Canvas(int side, float[] luma, float[] blue, float[] red) {
    this.side = side;
    this.luma = luma;
    this.blue = blue;
    this.red = red;
  }

  /**
   * Makes a gray picture of (side, side) pixels. The luma is row-major, in gray levels, and is not
   * copied.
   */
  public static Canvas gray(int side, float[] luma) {
    return new Canvas(side, luma, new float[luma.length], new float[luma.length]);
  }

  Canvas copy() {
    return new Canvas(side, luma.clone(), blue.clone(), red.clone());
  }

  /** Returns width and height in pixels. */
  public int side() {
    return side;
  }

  /** Returns the luma of a pixel in gray levels. It may lie outside 0 to 255. */
  public double luma(int pixel) {
    return luma[pixel];
  }

  /** Returns the red, green and blue of a pixel in gray levels. They may lie outside 0 to 255. */
  public double[] rgb(int pixel) {
    double y = luma[pixel];
    double b = blue[pixel];
    double r = red[pixel];
    return new double[] {y * (1 + 1.402 * r), y * (1 - 0.344 * b - 0.714 * r), y * (1 + 1.772 * b)};
  }

  /** Sets the luma. Small pictures take the mean of several places for each pixel. */
  void paint(Field levels) {
    int samples = Math.max(1, (int) Math.round(UNITS / side));
    double pixel = UNITS / side;
    double step = pixel / samples;
    for (int i = 0; i < luma.length; i++) {
      double left = x(i) - pixel / 2 + step / 2;
      double top = y(i) - pixel / 2 + step / 2;
      double sum = 0;
      for (int row = 0; row < samples; row++) {
        for (int column = 0; column < samples; column++) {
          sum += levels.at(left + step * column, top + step * row);
        }
      }
      luma[i] = (float) (sum / (samples * samples));
    }
  }

  /** Adds gray levels. */
  void add(Field levels) {
    for (int i = 0; i < luma.length; i++) {
      luma[i] += (float) levels.at(x(i), y(i));
    }
  }

  /** Moves the luma towards a level, by a share in [0, 1]. */
  void cover(Field share, Field level) {
    for (int i = 0; i < luma.length; i++) {
      double part = share.at(x(i), y(i));
      if (part > 0) {
        luma[i] += (float) (part * (level.at(x(i), y(i)) - luma[i]));
      }
    }
  }

  /** Moves the colour towards a tint, by a share in [0, 1]. The luma stays. */
  void tint(Field share, Tint tint) {
    for (int i = 0; i < luma.length; i++) {
      double part = share.at(x(i), y(i));
      blue[i] += (float) (part * (tint.blue() - blue[i]));
      red[i] += (float) (part * (tint.red() - red[i]));
    }
  }

  /** Returns the luma between the pixels. Outside the picture its border goes on. */
  double level(double x, double y) {
    double column = clamp(x * side / UNITS - 0.5);
    double row = clamp(y * side / UNITS - 0.5);
    int left = (int) Math.min(column, side - 2);
    int top = (int) Math.min(row, side - 2);
    double dx = column - left;
    double dy = row - top;
    int i = top * side + left;
    double upper = luma[i] + dx * (luma[i + 1] - luma[i]);
    double lower = luma[i + side] + dx * (luma[i + side + 1] - luma[i + side]);
    return upper + dy * (lower - upper);
  }

  private double clamp(double place) {
    return Math.max(0, Math.min(side - 1, place));
  }

  private double x(int pixel) {
    int column = pixel % side;
    return (column + 0.5) * UNITS / side;
  }

  private double y(int pixel) {
    int row = pixel / side;
    return (row + 0.5) * UNITS / side;
  }
}
