package dev.kizuki.trainer.feature;

/**
 * A tensor of a graph with its shape: (N, channels, rows, columns), or (N, channels) if there is
 * one row and one column.
 */
record FeatureMap(String tensor, int channels, int rows, int columns) {
  /** The number of values for one image. */
  int size() {
    return channels * rows * columns;
  }

  /** Another tensor of the same shape. */
  FeatureMap with(String otherTensor) {
    return new FeatureMap(otherTensor, channels, rows, columns);
  }
}
