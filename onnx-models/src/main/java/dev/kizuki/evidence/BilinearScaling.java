package dev.kizuki.evidence;

/**
 * Scales a map to the size of an image by bilinear interpolation. Cells and pixels are squares, and
 * the borders of map and image coincide: {@code align_corners=False} in PyTorch. Beyond the centres
 * of the outermost cells the values are constant.
 */
public final class BilinearScaling {
  private final int rows;
  private final int columns;
  private final Axis down;
  private final Axis across;

  /**
   * @param rows the rows of the map
   * @param columns the columns of the map
   * @param height the rows of the result
   * @param width the columns of the result
   */
  public BilinearScaling(int rows, int columns, int height, int width) {
    this.rows = rows;
    this.columns = columns;
    this.down = new Axis(rows, height);
    this.across = new Axis(columns, width);
  }

  /**
   * Scales a map.
   *
   * @param map holds the map, (rows, columns), row-major
   * @param start the index of its first value
   * @return (height, width), row-major
   */
  public float[] scale(float[] map, int start) {
    float[] scaled = new float[down.first.length * across.first.length];
    int i = 0;
    for (int y = 0; y < down.first.length; y++) {
      int upper = start + down.first[y] * columns;
      int lower = start + Math.min(rows - 1, down.first[y] + 1) * columns;
      for (int x = 0; x < across.first.length; x++) {
        int left = across.first[x];
        int right = Math.min(columns - 1, left + 1);
        float share = across.share[x];
        float above = map[upper + left] + share * (map[upper + right] - map[upper + left]);
        float below = map[lower + left] + share * (map[lower + right] - map[lower + left]);
        scaled[i++] = above + down.share[y] * (below - above);
      }
    }
    return scaled;
  }

  /** Holds, for each pixel along one axis, the cell before it and the share of the next cell. */
  private static final class Axis {
    private final int[] first;
    private final float[] share;

    Axis(int cells, int pixels) {
      first = new int[pixels];
      share = new float[pixels];
      for (int i = 0; i < pixels; i++) {
        double position = (i + 0.5) * cells / pixels - 0.5;
        double within = Math.max(0, Math.min(cells - 1.0, position));
        first[i] = (int) within;
        share[i] = (float) (within - first[i]);
      }
    }
  }
}
