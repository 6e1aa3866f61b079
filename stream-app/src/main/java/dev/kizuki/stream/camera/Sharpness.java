package dev.kizuki.stream.camera;

/**
 * The sharpness of a picture: the root mean square of the Laplacian, divided by the contrast. Large
 * pictures are halved first, which weakens the noise of the sensor and keeps the edges.
 */
final class Sharpness {
  /** Pictures with a shorter side are not halved. */
  private static final int HALVED_FROM = 64;

  /** A picture with less contrast is flat: it has nothing that could be sharp. */
  private static final double FLAT = 1;

  private Sharpness() {}

  /**
   * @param luma (height, width), uint8, row-major
   * @return 0 for a flat picture, and for one with less than three rows or columns
   */
  static double of(byte[] luma, int width, int height, double contrast) {
    boolean halved = Math.min(width, height) >= HALVED_FROM;
    int columns = halved ? width / 2 : width;
    int rows = halved ? height / 2 : height;
    if (contrast < FLAT || columns < 3 || rows < 3) {
      return 0;
    }
    int[] above = row(luma, width, halved, 0, new int[columns]);
    int[] here = row(luma, width, halved, 1, new int[columns]);
    int[] below = new int[columns];
    double sum = 0;
    for (int y = 1; y < rows - 1; y++) {
      row(luma, width, halved, y + 1, below);
      sum += squares(above, here, below);
      int[] free = above;
      above = here;
      here = below;
      below = free;
    }
    double mean = sum / ((columns - 2.0) * (rows - 2.0));
    // a row holds four times the gray levels
    return Math.sqrt(mean) / (4 * contrast);
  }

  /** Writes a row in quarters of a gray level. */
  private static int[] row(byte[] luma, int width, boolean halved, int y, int[] row) {
    if (!halved) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (luma[y * width + x] & 0xff) << 2;
      }
      return row;
    }
    int first = 2 * y * width;
    int second = first + width;
    for (int x = 0; x < row.length; x++) {
      row[x] =
          (luma[first + 2 * x] & 0xff)
              + (luma[first + 2 * x + 1] & 0xff)
              + (luma[second + 2 * x] & 0xff)
              + (luma[second + 2 * x + 1] & 0xff);
    }
    return row;
  }

  private static double squares(int[] above, int[] here, int[] below) {
    long sum = 0;
    for (int x = 1; x < here.length - 1; x++) {
      int laplacian = 4 * here[x] - here[x - 1] - here[x + 1] - above[x] - below[x];
      sum += (long) laplacian * laplacian;
    }
    return sum;
  }
}
