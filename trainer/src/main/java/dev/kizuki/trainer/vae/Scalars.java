package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;

/**
 * Multiplication by a number within a loss.
 *
 * <p>{@link NDArray#mul(Number)} of DJL 0.36 makes an array of the number over a Java buffer and
 * closes it at once, while PyTorch keeps it for the gradient: after the next garbage collection the
 * gradient is multiplied by whatever lies there. Here the array lives as long as its manager.
 */
final class Scalars {
  private Scalars() {}

  /** {@code factor x}. */
  static NDArray times(NDArray x, double factor) {
    return x.mul(x.getManager().create((float) factor));
  }
}
