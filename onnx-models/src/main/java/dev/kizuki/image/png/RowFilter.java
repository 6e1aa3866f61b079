package dev.kizuki.image.png;

/** The filters of PNG rows (ISO/IEC 15948, section 9). Samples outside the image count as zero. */
final class RowFilter {
  private RowFilter() {}

  /**
   * Reverses the filter of each row, in place.
   *
   * @param rows (height, stride), row-major; the first byte of each row is its filter type
   * @param stride bytes of one row with its filter type
   * @param samples bytes of one pixel
   * @return false if a row has an unknown filter type
   */
  static boolean undo(byte[] rows, int height, int stride, int samples) {
    for (int row = 0; row < height; row++) {
      int first = row * stride + 1;
      int end = first + stride - 1;
      switch (rows[first - 1]) {
        case 0 -> {}
        case 1 -> undoSub(rows, first, end, samples);
        case 2 -> {
          if (row > 0) {
            undoUp(rows, first, end, stride);
          }
        }
        case 3 -> undoAverage(rows, first, end, stride, samples);
        case 4 -> undoPaeth(rows, first, end, stride, samples);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private static void undoSub(byte[] rows, int first, int end, int samples) {
    for (int i = first + samples; i < end; i++) {
      rows[i] += rows[i - samples];
    }
  }

  private static void undoUp(byte[] rows, int first, int end, int stride) {
    for (int i = first; i < end; i++) {
      rows[i] += rows[i - stride];
    }
  }

  private static void undoAverage(byte[] rows, int first, int end, int stride, int samples) {
    boolean isTopRow = first < stride;
    for (int i = first; i < end; i++) {
      int left = i < first + samples ? 0 : rows[i - samples] & 0xff;
      int above = isTopRow ? 0 : rows[i - stride] & 0xff;
      rows[i] += (byte) ((left + above) / 2);
    }
  }

  private static void undoPaeth(byte[] rows, int first, int end, int stride, int samples) {
    boolean isTopRow = first < stride;
    for (int i = first; i < end; i++) {
      boolean isLeftmost = i < first + samples;
      int left = isLeftmost ? 0 : rows[i - samples] & 0xff;
      int above = isTopRow ? 0 : rows[i - stride] & 0xff;
      int corner = isTopRow || isLeftmost ? 0 : rows[i - stride - samples] & 0xff;
      rows[i] += (byte) paeth(left, above, corner);
    }
  }

  /** Returns the neighbour that is nearest to {@code left + above - corner}. */
  private static int paeth(int left, int above, int corner) {
    int estimate = left + above - corner;
    int leftError = Math.abs(estimate - left);
    int aboveError = Math.abs(estimate - above);
    int cornerError = Math.abs(estimate - corner);
    if (leftError <= aboveError && leftError <= cornerError) {
      return left;
    }
    return aboveError <= cornerError ? above : corner;
  }
}
