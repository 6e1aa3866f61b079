package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Copies scaled images into arrays (n, C, H, W), float32. */
final class Batches {
  private Batches() {}

  static Shape shape(ScaledImages images, int n) {
    return new Shape(n, images.channels(), images.height(), images.width());
  }

  /** Returns the images at {@code positions[start]} to {@code positions[start + n - 1]}. */
  static NDArray array(NDManager manager, ScaledImages images, int[] positions, int start, int n) {
    return manager.create(values(images, positions, start, n), shape(images, n));
  }

  /** The same as {@link #array}, row-major. */
  static float[] values(ScaledImages images, int[] positions, int start, int n) {
    float[] values = new float[n * images.length()];
    for (int i = 0; i < n; i++) {
      images.read(positions[start + i], values, i * images.length());
    }
    return values;
  }
}
