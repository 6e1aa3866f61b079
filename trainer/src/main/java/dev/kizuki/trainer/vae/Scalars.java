package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;

/**
 * Multiplies by a number within a loss.
 *
 * <p>{@link NDArray#mul(Number)} of DJL 0.36 puts the number into an array over a Java buffer and
 * closes the array at once, but PyTorch still uses the buffer for the gradient. After a garbage
 * collection the gradient is multiplied by arbitrary memory. Here the array lives as long as its
 * manager.
 */
final class Scalars {
  private Scalars() {}

  /** Returns {@code factor x}. */
  static NDArray times(NDArray x, double factor) {
    return x.mul(x.getManager().create((float) factor));
  }
}
