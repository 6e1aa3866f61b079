package dev.kizuki.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The connected regions of a mask. Pixels that touch at a corner are connected (8 neighbours), as
 * in the evaluation code of MVTec AD.
 */
final class Regions {
  private Regions() {}

  /**
   * Finds the regions.
   *
   * @param defect (height, width), row-major; whether a pixel belongs to a defect
   * @return the indices of the pixels of each region
   */
  static List<int[]> of(boolean[] defect, int width) {
    boolean[] seen = new boolean[defect.length];
    int[] pixels = new int[defect.length];
    List<int[]> regions = new ArrayList<>();
    for (int i = 0; i < defect.length; i++) {
      if (defect[i] && !seen[i]) {
        int size = fill(i, defect, seen, width, pixels);
        regions.add(Arrays.copyOf(pixels, size));
      }
    }
    return regions;
  }

  /** Collects the pixels of the region around a pixel; returns their number. */
  private static int fill(int start, boolean[] defect, boolean[] seen, int width, int[] pixels) {
    int size = 0;
    pixels[size++] = start;
    seen[start] = true;
    for (int next = 0; next < size; next++) {
      int row = pixels[next] / width;
      int column = pixels[next] % width;
      for (int y = Math.max(0, row - 1); y <= Math.min(defect.length / width - 1, row + 1); y++) {
        for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          int neighbour = y * width + x;
          if (defect[neighbour] && !seen[neighbour]) {
            seen[neighbour] = true;
            pixels[size++] = neighbour;
          }
        }
      }
    }
    return size;
  }
}
