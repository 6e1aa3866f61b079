package dev.kizuki.trainer.defect;

/** The place and shape of a defect in an image. */
final class Mark {
  private final int top;
  private final int left;
  private final int rows;
  private final int columns;
  private final float[] weights;

  /**
   * @param top the first row of the box around the defect
   * @param left the first column of the box
   * @param rows the height of the box, in pixels
   * @param columns the width of the box, in pixels
   * @param weights (rows, columns): 1 inside the defect, 0 outside, between them at a soft edge;
   *     not copied
   */
  Mark(int top, int left, int rows, int columns, float[] weights) {
    this.top = top;
    this.left = left;
    this.rows = rows;
    this.columns = columns;
    this.weights = weights;
  }

  int top() {
    return top;
  }

  int left() {
    return left;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  float[] weights() {
    return weights;
  }
}
