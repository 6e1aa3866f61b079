package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Copies network inputs into arrays (n, C, H, W), float32. */
final class Batches {
  private Batches() {}

  static Shape shape(NetworkInputs inputs, int n) {
    return new Shape(n, inputs.channels(), inputs.height(), inputs.width());
  }

  /** Returns the inputs at {@code positions[start]} to {@code positions[start + n - 1]}. */
  static NDArray array(NDManager manager, NetworkInputs inputs, int[] positions, int start, int n) {
    return manager.create(values(inputs, positions, start, n), shape(inputs, n));
  }

  /** The same as {@link #array}, row-major. */
  static float[] values(NetworkInputs inputs, int[] positions, int start, int n) {
    float[] values = new float[n * inputs.length()];
    for (int i = 0; i < n; i++) {
      inputs.read(positions[start + i], values, i * inputs.length());
    }
    return values;
  }
}
