package dev.kizuki.stream.camera;

/**
 * The sharpness of a picture: the root mean square of the Laplacian at half size, divided by that
 * at a quarter of the size. Both are freed of the noise of the sensor, because a lens out of focus
 * blurs the scene and not the noise. The quotient does not depend on light and contrast, and little
 * on the part. Small pictures are compared at full and half size.
 *
 * <p>Keeps buffers and is not thread-safe.
 *
 * @see <a href="https://doi.org/10.1006/cviu.1996.0060">J. Immerkaer, Fast Noise Variance
 *     Estimation, 1996</a>
 */
final class Sharpness {
  /** Pictures with a shorter side are compared at full and half size. */
  private static final int SMALL = 64;

  /** The shortest side that has a Laplacian at half size. */
  private static final int LEAST_SIDE = 6;

  /** The variance of the Laplacian for each unit of the variance of white noise. */
  private static final double LAPLACIAN_GAIN = 20;

  /**
   * The least share of the measured fine detail that counts, because the noise is only an estimate.
   */
  private static final double LEAST_DETAIL = 0.002;

  private int[] fine = {};
  private int[] coarse = {};
  private int[] bends = {};

  /**
   * @param luma (height, width), uint8, row-major
   * @return 0 for a picture without detail or with a side below six pixels
   */
  double of(byte[] luma, int width, int height) {
    if (Math.min(width, height) < LEAST_SIDE) {
      return 0;
    }
    boolean small = Math.min(width, height) < SMALL;
    int columns = small ? width : width / 2;
    int rows = small ? height : height / 2;
    fine = sized(fine, columns * rows);
    coarse = sized(coarse, (columns / 2) * (rows / 2));
    if (small) {
      copy(luma, columns * rows);
    } else {
      halve(luma, width, columns, rows);
    }
    halve(columns, columns / 2, rows / 2);
    double noise = LAPLACIAN_GAIN * noiseVariance(luma, width, height);
    double scale = small ? 1 : 4;
    double fineNoise = noise / scale;
    double coarseNoise = fineNoise / 4;
    double fineSquare = meanSquare(fine, columns, rows, scale);
    double coarseSquare = meanSquare(coarse, columns / 2, rows / 2, 4 * scale);
    double fineDetail = Math.max(LEAST_DETAIL * fineSquare, fineSquare - fineNoise);
    // a picture that shows less than its noise is blurred, not sharp
    double coarseDetail = Math.max(coarseNoise, coarseSquare - coarseNoise);
    return coarseDetail == 0 ? 0 : Math.sqrt(fineDetail / coarseDetail);
  }

  private static int[] sized(int[] buffer, int size) {
    return buffer.length < size ? new int[size] : buffer;
  }

  private void copy(byte[] luma, int size) {
    for (int i = 0; i < size; i++) {
      fine[i] = luma[i] & 0xff;
    }
  }

  /** Writes sums of 2 x 2 pixels to {@link #fine}. */
  private void halve(byte[] luma, int width, int columns, int rows) {
    for (int y = 0; y < rows; y++) {
      int first = 2 * y * width;
      int second = first + width;
      int to = y * columns;
      for (int x = 0; x < columns; x++) {
        fine[to + x] =
            (luma[first + 2 * x] & 0xff)
                + (luma[first + 2 * x + 1] & 0xff)
                + (luma[second + 2 * x] & 0xff)
                + (luma[second + 2 * x + 1] & 0xff);
      }
    }
  }

  /** Writes sums of 2 x 2 values of {@link #fine} to {@link #coarse}. */
  private void halve(int width, int columns, int rows) {
    for (int y = 0; y < rows; y++) {
      int first = 2 * y * width;
      int second = first + width;
      int to = y * columns;
      for (int x = 0; x < columns; x++) {
        coarse[to + x] =
            fine[first + 2 * x]
                + fine[first + 2 * x + 1]
                + fine[second + 2 * x]
                + fine[second + 2 * x + 1];
      }
    }
  }

  /**
   * Returns the mean square of the Laplacian, in squared gray levels.
   *
   * @param scale the value of one gray level
   */
  private static double meanSquare(int[] plane, int columns, int rows, double scale) {
    double sum = 0;
    for (int y = 1; y < rows - 1; y++) {
      sum += squares(plane, y * columns, columns);
    }
    return sum / ((columns - 2.0) * (rows - 2.0)) / (scale * scale);
  }

  private static double squares(int[] plane, int row, int columns) {
    long sum = 0;
    for (int i = row + 1; i < row + columns - 1; i++) {
      int laplacian =
          4 * plane[i] - plane[i - 1] - plane[i + 1] - plane[i - columns] - plane[i + columns];
      sum += (long) laplacian * laplacian;
    }
    return sum;
  }

  /** Estimates the variance of white noise from the difference of two Laplacians (Immerkaer). */
  private double noiseVariance(byte[] luma, int width, int height) {
    bends = sized(bends, width);
    long sum = 0;
    for (int y = 1; y < height - 1; y++) {
      sum += bend(luma, y * width, width);
    }
    double mean = sum / ((width - 2.0) * (height - 2.0));
    double deviation = Math.sqrt(Math.PI / 2) / 6 * mean;
    return deviation * deviation;
  }

  private int bend(byte[] luma, int row, int width) {
    for (int x = 0; x < width; x++) {
      int i = row + x;
      bends[x] = (luma[i - width] & 0xff) - 2 * (luma[i] & 0xff) + (luma[i + width] & 0xff);
    }
    int sum = 0;
    for (int x = 1; x < width - 1; x++) {
      sum += Math.abs(bends[x - 1] - 2 * bends[x] + bends[x + 1]);
    }
    return sum;
  }
}
