package dev.kizuki.model;

import java.util.Arrays;
import java.util.List;

/**
 * The brightness of a background that changes slowly: {@code c + a x + b y + d x^2 + e y^2} for
 * column x and row y, counted from the middle of the image.
 *
 * @param c the brightness in the middle, 0 to 255
 * @param a the slope along a row
 * @param b the slope along a column
 * @param d the curvature along a row
 * @param e the curvature along a column
 */
record Background(double c, double a, double b, double d, double e) {
  /** The width of the border that shows the background, in pixels. */
  private static final int BORDER = 2;

  /** The number of times that the paraboloid is found again without the part. */
  private static final int REFINEMENTS = 2;

  /** A pixel that differs this many times as much as the median pixel belongs to the part. */
  private static final int PART_DIFFERENCE = 4;

  /** The largest sample of a residual; the smallest is its negative. */
  private static final int MOST = 255;

  /**
   * Finds the background of one channel of an image. A plane through the medians of the image's
   * four sides suits light from one side, and parts of any size. A paraboloid through the medians
   * of three bands of rows and three bands of columns suits a spot light; the part must cover less
   * than half of each band. It is refined without the pixels that differ from it strongly. The one
   * that fits the border better is taken.
   *
   * @param samples the samples (rows, columns), 0 to 255, from {@code start}
   */
  static Background of(byte[] samples, int start, int rows, int columns) {
    Channel channel = new Channel(samples, start, rows, columns);
    Background flat = channel.flat();
    Background curved = channel.curved();
    for (int i = 0; i < REFINEMENTS; i++) {
      channel.leaveOut(curved);
      curved = channel.curved();
    }
    return List.of(flat, curved).stream()
        .min((one, other) -> Double.compare(channel.border(one), channel.border(other)))
        .orElseThrow();
  }

  /** Returns the brightness at a place, counted from the middle of the image. */
  double at(double x, double y) {
    return c + x * (a + x * d) + y * (b + y * e);
  }

  /** The samples of one channel. */
  private static final class Channel {
    private final int[] values;
    private final boolean[] part;
    private final int rows;
    private final int columns;

    Channel(byte[] samples, int start, int rows, int columns) {
      this.values = new int[rows * columns];
      this.part = new boolean[values.length];
      this.rows = rows;
      this.columns = columns;
      for (int i = 0; i < values.length; i++) {
        values[i] = samples[start + i] & 0xff;
      }
    }

    Background flat() {
      double left = median(values, 0, rows, 0, BORDER);
      double right = median(values, 0, rows, columns - BORDER, columns);
      double top = median(values, 0, BORDER, 0, columns);
      double bottom = median(values, rows - BORDER, rows, 0, columns);
      return new Background(
          (left + right + top + bottom) / 4,
          (right - left) / (columns - BORDER),
          (bottom - top) / (rows - BORDER),
          0,
          0);
    }

    Background curved() {
      Parabola down =
          Parabola.through(
              median(values, 0, rows / 3, 0, columns),
              median(values, rows / 3, rows - rows / 3, 0, columns),
              median(values, rows - rows / 3, rows, 0, columns),
              rows);
      int[] rest = new int[values.length];
      for (int row = 0; row < rows; row++) {
        double expected = down.at(row - (rows - 1) / 2.0);
        for (int column = 0; column < columns; column++) {
          int i = row * columns + column;
          rest[i] = (int) Math.max(-MOST, Math.min(MOST, Math.round(values[i] - expected)));
        }
      }
      Parabola across =
          Parabola.through(
              median(rest, 0, rows, 0, columns / 3),
              median(rest, 0, rows, columns / 3, columns - columns / 3),
              median(rest, 0, rows, columns - columns / 3, columns),
              columns);
      return new Background(
          down.middle + across.middle, across.slope, down.slope, across.curve, down.curve);
    }

    /** Finds the pixels that differ strongly from a background. */
    void leaveOut(Background background) {
      int[] differences = new int[values.length];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          int i = row * columns + column;
          double light = background.at(column - (columns - 1) / 2.0, row - (rows - 1) / 2.0);
          differences[i] = (int) Math.min(MOST, Math.abs(values[i] - light));
        }
      }
      Arrays.fill(part, false);
      double limit = PART_DIFFERENCE * Math.max(1, median(differences, 0, rows, 0, columns));
      for (int i = 0; i < part.length; i++) {
        part[i] = differences[i] > limit;
      }
    }

    /** Returns the mean absolute difference on the border. */
    double border(Background background) {
      double sum = 0;
      int count = 0;
      for (int row = 0; row < rows; row++) {
        boolean wholeRow = row < BORDER || row >= rows - BORDER;
        for (int column = 0; column < columns; column++) {
          if (wholeRow || column < BORDER || column >= columns - BORDER) {
            double expected = background.at(column - (columns - 1) / 2.0, row - (rows - 1) / 2.0);
            sum += Math.abs(values[row * columns + column] - expected);
            count++;
          }
        }
      }
      return sum / count;
    }

    private double median(int[] from, int top, int bottom, int left, int right) {
      int[] histogram = new int[2 * MOST + 1];
      int all = 0;
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          if (!part[row * columns + column]) {
            histogram[from[row * columns + column] + MOST]++;
            all++;
          }
        }
      }
      int value = all == 0 ? MOST : -1;
      for (int below = 0; 2 * below < all; below += histogram[value]) {
        value++;
      }
      return value - MOST;
    }
  }

  /** {@code middle + slope t + curve t^2} for t counted from the middle. */
  private record Parabola(double middle, double slope, double curve) {
    /**
     * Finds the parabola whose medians over the three thirds of a side are given. The median of t^2
     * is (n / 12)^2 over the middle third, and about (n / 3)^2 over the others.
     */
    static Parabola through(double first, double second, double third, int n) {
      double outer = n * n / 9.0;
      double inner = n * n / 144.0;
      double curve = (first + third - 2 * second) / (2 * (outer - inner));
      return new Parabola(second - curve * inner, (third - first) / (2 * n / 3.0), curve);
    }

    double at(double t) {
      return middle + t * (slope + t * curve);
    }
  }
}
