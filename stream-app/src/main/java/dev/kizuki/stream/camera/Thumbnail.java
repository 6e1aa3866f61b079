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
    int[] sums = new int[SIDE];
    for (int row = 0; row < SIDE; row++) {
      int top = start(row, height);
      int bottom = end(row, height);
      Arrays.fill(sums, 0);
      for (int y = top; y < bottom; y++) {
        add(luma, y * width, width, sums);
      }
      for (int column = 0; column < SIDE; column++) {
        int pixels = (bottom - top) * (end(column, width) - start(column, width));
        thumbnail[row * SIDE + column] = (byte) ((sums[column] + pixels / 2) / pixels);
      }
    }
    return thumbnail;
  }

  private static void add(byte[] luma, int offset, int width, int[] sums) {
    for (int column = 0; column < SIDE; column++) {
      int sum = 0;
      for (int x = start(column, width); x < end(column, width); x++) {
        sum += luma[offset + x] & 0xff;
      }
      sums[column] += sum;
    }
  }

  private static int start(int cell, int length) {
    return (int) ((long) cell * length / SIDE);
  }

  private static int end(int cell, int length) {
    return Math.max(start(cell, length) + 1, start(cell + 1, length));
  }
}
