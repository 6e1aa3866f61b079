package dev.kizuki.trainer.vae;

import java.util.Random;

/**
 * Pastes a piece of one image, a block or a thin scar, into another image: Li et al., "CutPaste:
 * Self-Supervised Learning for Anomaly Detection and Localization", 2021.
 */
public final class CutPaste {
  private static final float LEAST_OPACITY = 0.5f;

  /** The width of the soft edge of a piece, in pixels. */
  private static final float SOFT_EDGE = 3;

  private final int channels;
  private final int height;
  private final int width;
  private final int largest;
  private final Random random;

  /**
   * @param largest the longest side of a piece, in pixels; at least 4
   */
  public CutPaste(int channels, int height, int width, int largest, Random random) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.largest = Math.max(4, Math.min(largest, Math.min(height, width) - 1));
    this.random = random;
  }

  /**
   * Pastes a piece of one image into another.
   *
   * @param source an image (C, H, W) that begins at {@code sourceOffset}
   * @param target an image (C, H, W) that begins at {@code targetOffset}; changed
   */
  public void paste(float[] source, int sourceOffset, float[] target, int targetOffset) {
    boolean scar = random.nextBoolean();
    int longer = between(scar ? largest / 3 : largest / 8, largest);
    int shorter = scar ? between(2, Math.max(3, largest / 6)) : between(largest / 8, largest / 2);
    boolean upright = random.nextBoolean();
    int rows = upright ? longer : shorter;
    int columns = upright ? shorter : longer;
    int fromRow = random.nextInt(height - rows + 1);
    int fromColumn = random.nextInt(width - columns + 1);
    int toRow = random.nextInt(height - rows + 1);
    int toColumn = random.nextInt(width - columns + 1);
    float opacity = LEAST_OPACITY + (1 - LEAST_OPACITY) * random.nextFloat();
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < rows; row++) {
        int plane = channel * height;
        int from = sourceOffset + (plane + fromRow + row) * width + fromColumn;
        int to = targetOffset + (plane + toRow + row) * width + toColumn;
        float rowWeight = opacity * soft(row, rows);
        for (int column = 0; column < columns; column++) {
          float weight = rowWeight * soft(column, columns);
          target[to + column] += weight * (source[from + column] - target[to + column]);
        }
      }
    }
  }

  /**
   * The weight of a pixel of the piece: 1 inside, falling towards both ends. With a hard edge, the
   * network would learn to see the edge only.
   */
  private static float soft(int position, int length) {
    float toEnd = Math.min(position, length - 1 - position) + 1;
    return Math.min(1, toEnd / Math.min(SOFT_EDGE, (length + 1) / 2f));
  }

  private int between(int low, int high) {
    int least = Math.max(2, low);
    return least + random.nextInt(Math.max(1, high - least + 1));
  }
}
