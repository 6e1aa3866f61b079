package dev.kizuki.scoring;

import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;

/**
 * Covers a window of an input by what is around it. Each pixel becomes the mean of the four pixels
 * just outside the window in its row and column, weighted by 1 / distance. So the brightness goes
 * on smoothly and the window gets no edges, which a constant colour would have.
 */
record Surroundings(Preprocessing shape) {
  /**
   * Covers a window.
   *
   * @param input (C, H, W), uint8, the input without the cover
   * @param target receives the covered pixels; its (C, H, W) bytes begin at {@code start}
   */
  void cover(byte[] input, OcclusionGrid.Window window, ByteBuffer target, int start) {
    int plane = shape.height() * shape.width();
    for (int first = 0; first < shape.size(); first += plane) {
      for (int y = window.top(); y < window.bottom(); y++) {
        for (int x = window.left(); x < window.right(); x++) {
          int value = around(input, window, first, y, x);
          target.put(start + first + y * shape.width() + x, (byte) value);
        }
      }
    }
  }

  /** Returns the weighted mean for one pixel. A side at the border of the input does not count. */
  private int around(byte[] input, OcclusionGrid.Window window, int first, int y, int x) {
    int row = first + y * shape.width();
    double sum = 0;
    double weights = 0;
    if (window.top() > 0) {
      double weight = 1.0 / (y - window.top() + 1);
      sum += weight * (input[first + (window.top() - 1) * shape.width() + x] & 0xff);
      weights += weight;
    }
    if (window.bottom() < shape.height()) {
      double weight = 1.0 / (window.bottom() - y);
      sum += weight * (input[first + window.bottom() * shape.width() + x] & 0xff);
      weights += weight;
    }
    if (window.left() > 0) {
      double weight = 1.0 / (x - window.left() + 1);
      sum += weight * (input[row + window.left() - 1] & 0xff);
      weights += weight;
    }
    if (window.right() < shape.width()) {
      double weight = 1.0 / (window.right() - x);
      sum += weight * (input[row + window.right()] & 0xff);
      weights += weight;
    }
    // a window over the whole input has no surroundings
    return weights == 0 ? input[row + x] : (int) Math.round(sum / weights);
  }
}
