package dev.kizuki.trainer.defect;

/**
 * Averages over squares by running sums, so that the cost does not depend on the side of the
 * square. At the border the image is mirrored without repeating the last pixel, as ONNX pads with
 * the mode {@code reflect}.
 */
public final class BoxMean {
  private BoxMean() {}

  /**
   * Returns the mean over the square around each value.
   *
   * @param planes the number of images in {@code values}
   * @param values (planes, height, width), row-major; not changed
   * @param side the side of the square, odd
   */
  public static float[] of(float[] values, int planes, int height, int width, int side) {
    float[] rows = new float[values.length];
    float[] result = new float[values.length];
    for (int line = 0; line < planes * height; line++) {
      alongAxis(values, line * width, 1, width, side, rows);
    }
    for (int plane = 0; plane < planes; plane++) {
      for (int column = 0; column < width; column++) {
        alongAxis(rows, plane * height * width + column, width, height, side, result);
      }
    }
    return result;
  }

  private static void alongAxis(
      float[] source, int start, int step, int length, int side, float[] target) {
    int half = side / 2;
    double sum = 0;
    for (int i = -half; i <= half; i++) {
      sum += source[start + mirrored(i, length) * step];
    }
    for (int i = 0; i < length; i++) {
      target[start + i * step] = (float) (sum / side);
      sum +=
          source[start + mirrored(i + half + 1, length) * step]
              - source[start + mirrored(i - half, length) * step];
    }
  }

  /** Returns the position in [0, length) whose value stands for a position outside. */
  static int mirrored(int position, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int within = Math.floorMod(position, period);
    return within < length ? within : period - within;
  }
}
