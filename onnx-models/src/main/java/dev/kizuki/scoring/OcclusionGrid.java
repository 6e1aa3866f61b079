package dev.kizuki.scoring;

import dev.kizuki.model.Preprocessing;

/**
 * A grid of cells over an input, and windows of {@code windowRows x windowColumns} cells. A window
 * lies at each position of the grid, so windows overlap.
 *
 * @param rows the rows of cells
 * @param columns the columns of cells
 * @param windowRows the rows of cells that a window covers
 * @param windowColumns the columns of cells that a window covers
 */
record OcclusionGrid(int rows, int columns, int windowRows, int windowColumns) {
  /** The most cells along the longer side. */
  private static final int MOST_CELLS = 28;

  /**
   * The windows along the longer side. Windows of a seventh of the side found drawn defects best,
   * with the models that Kizuki ships.
   */
  private static final int WINDOWS_PER_SIDE = 7;

  /** The fewest cells along a window, so that windows overlap. */
  private static final int LEAST_WINDOW = 2;

  /**
   * Returns the finest grid with at most {@code most} windows. Its cells are about squares. With 2
   * cells along the longer side a window is one cell; a grid is never coarser.
   *
   * @param input the shape of the input
   */
  static OcclusionGrid within(Preprocessing input, long most) {
    int cells = Math.min(MOST_CELLS, Math.max(input.height(), input.width()));
    while (cells > 2 && of(input, cells).windows() > most) {
      cells--;
    }
    return of(input, cells);
  }

  private static OcclusionGrid of(Preprocessing input, int cells) {
    int longer = Math.max(input.height(), input.width());
    int rows = Math.max(1, Math.round((float) cells * input.height() / longer));
    int columns = Math.max(1, Math.round((float) cells * input.width() / longer));
    int window =
        cells <= LEAST_WINDOW
            ? 1
            : Math.max(LEAST_WINDOW, Math.round((float) cells / WINDOWS_PER_SIDE));
    return new OcclusionGrid(rows, columns, Math.min(window, rows), Math.min(window, columns));
  }

  /** Returns the number of windows. */
  int windows() {
    return (rows - windowRows + 1) * positionsAcross();
  }

  private int positionsAcross() {
    return columns - windowColumns + 1;
  }

  /** Returns the first row of cells that a window covers. */
  int firstRow(int window) {
    return window / positionsAcross();
  }

  /** Returns the first column of cells that a window covers. */
  int firstColumn(int window) {
    return window % positionsAcross();
  }

  /** Returns the pixels that a window covers. */
  Window window(int window, Preprocessing input) {
    int row = firstRow(window);
    int column = firstColumn(window);
    return new Window(
        row * input.height() / rows,
        (row + windowRows) * input.height() / rows,
        column * input.width() / columns,
        (column + windowColumns) * input.width() / columns);
  }

  /**
   * A rectangle of pixels.
   *
   * @param top the first row
   * @param bottom the row behind the last one
   * @param left the first column
   * @param right the column behind the last one
   */
  record Window(int top, int bottom, int left, int right) {}
}
