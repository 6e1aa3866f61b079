package dev.kizuki.evidence;

import dev.kizuki.image.Pixels;

/**
 * The places where an image is anomalous: a grid of values over the model's input. A value is in
 * score units: 1 is the threshold of the model. The grid and the input have the same borders; a
 * cell covers the same share of height and width as its row and column of the grid.
 *
 * <p>{@link Method} says what a value means. The values do not add up to the score.
 */
public final class Evidence implements Explanation {
  /** The way to compute the values. */
  public enum Method {
    /**
     * The model computes the map itself, at once with the distance. A value is the Mahalanobis
     * distance of its place / threshold. The distance of an image is the mean of the largest
     * distances of its places: one fifth of them, at most five. With several features, image and
     * places are fused in the same way. So a value of v means that the image would have the score v
     * if its worst places were all like this one. Single places of a normal image may exceed 1.
     */
    EXACT,

    /**
     * Windows of the input are covered by their surroundings, and the squared distance drops. Each
     * cell gets the mean drop of the windows that cover it, or 0 where the distance rises. The
     * drops of all cells, each divided by the cells of a window, sum to what can be attributed to
     * places; at most the squared distance counts. The root of this sum / threshold is the value of
     * the cell with the largest mean drop. The other values are in proportion to the root of their
     * drops.
     *
     * <p>So no value exceeds the score of the image, and a map stays pale if no place alone causes
     * the score, as in an image that is blurred as a whole. The drops need not add up to the
     * squared distance, because a model sees places together. A part that is missing is not seen if
     * its surroundings look like the place itself.
     */
    OCCLUSION
  }

  private final Method method;
  private final int rows;
  private final int columns;
  private final float[] values;
  private final double score;
  private final Pixels input;

  /**
   * @param values (rows, columns), row-major, in score units, finite and >= 0; not copied
   * @param score the score of the image, distance / threshold
   * @param input the model's input that the grid belongs to, after scaling and alignment; not
   *     copied
   * @throws IllegalArgumentException if the grid is empty or has another number of values
   */
  public Evidence(
      Method method, int rows, int columns, float[] values, double score, Pixels input) {
    if (rows <= 0 || columns <= 0 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          "expected a grid of %d x %d values, got %d".formatted(rows, columns, values.length));
    }
    this.method = method;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.score = score;
    this.input = input;
  }

  public Method method() {
    return method;
  }

  /** Returns the number of rows of the grid. */
  public int rows() {
    return rows;
  }

  /** Returns the number of columns of the grid. */
  public int columns() {
    return columns;
  }

  /** Returns the values, (rows, columns), row-major, in score units, >= 0; not copied. */
  public float[] values() {
    return values;
  }

  /** Returns one value, in score units. */
  public float value(int row, int column) {
    return values[row * columns + column];
  }

  /** Returns the largest value, in score units. */
  public float largest() {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** Returns the score of the image, distance / threshold. */
  public double score() {
    return score;
  }

  /**
   * Returns the picture that the grid belongs to: the model's input. It is the image after scaling
   * and, if the model aligns its images, after alignment. Not copied.
   */
  public Pixels input() {
    return input;
  }

  /**
   * Returns the values scaled to a size by {@link BilinearScaling}. The result shows no detail that
   * is finer than a cell.
   *
   * @return (height, width), row-major, in score units
   */
  public float[] scaledTo(int height, int width) {
    return new BilinearScaling(rows, columns, height, width).scale(values, 0);
  }
}
