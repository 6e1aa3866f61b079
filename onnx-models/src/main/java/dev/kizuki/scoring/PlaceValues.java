package dev.kizuki.scoring;

/**
 * The distance of an input, and the distance of each of its places.
 *
 * <p>It holds an array, so it is no record.
 */
final class PlaceValues {
  private final float distance;
  private final int rows;
  private final int columns;
  private final float[] values;

  /**
   * @param values (rows, columns), on the scale of the distance
   */
  PlaceValues(float distance, int rows, int columns, float[] values) {
    this.distance = distance;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  float distance() {
    return distance;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  float[] values() {
    return values;
  }
}
