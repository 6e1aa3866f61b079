package dev.kizuki.stream.camera;

import java.util.Arrays;

/** Reduces a picture to {@link Picture#SIDE} x {@link Picture#SIDE} pixels. */
final class Thumbnail {
  private static final int SIDE = Picture.SIDE;

  private Thumbnail() {}

  /**
   * Averages areas. A picture that is smaller than the thumbnail is enlarged by repeating pixels.
   *
   * @param luma (height, width), uint8, row-major
   * @return (SIDE, SIDE), uint8, row-major
   */
  static byte[] of(byte[] luma, int width, int height) {
    byte[] thumbnail = new byte[SIDE * SIDE];
    int[] left = starts(width);
    int[] right = ends(width);
    int[] top = starts(height);
    int[] bottom = ends(height);
    int[] sums = new int[SIDE];
    for (int row = 0; row < SIDE; row++) {
      Arrays.fill(sums, 0);
      for (int y = top[row]; y < bottom[row]; y++) {
        add(luma, y * width, left, right, sums);
      }
      for (int column = 0; column < SIDE; column++) {
        int pixels = (bottom[row] - top[row]) * (right[column] - left[column]);
        thumbnail[row * SIDE + column] = (byte) ((sums[column] + pixels / 2) / pixels);
      }
    }
    return thumbnail;
  }

  private static void add(byte[] luma, int offset, int[] left, int[] right, int[] sums) {
    for (int column = 0; column < SIDE; column++) {
      int end = offset + right[column];
      int sum = 0;
      for (int i = offset + left[column]; i < end; i++) {
        sum += luma[i] & 0xff;
      }
      sums[column] += sum;
    }
  }

  private static int[] starts(int length) {
    int[] starts = new int[SIDE];
    Arrays.setAll(starts, cell -> (int) ((long) cell * length / SIDE));
    return starts;
  }

  /** Returns where each area ends; an area has at least one pixel. */
  private static int[] ends(int length) {
    int[] ends = new int[SIDE];
    Arrays.setAll(
        ends, cell -> (int) Math.max((long) cell * length / SIDE + 1, (cell + 1L) * length / SIDE));
    return ends;
  }
}
