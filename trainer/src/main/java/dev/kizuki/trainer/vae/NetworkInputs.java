package dev.kizuki.trainer.vae;

/**
 * The inputs of a training: images, or windows of images, as float32.
 *
 * <p>Implement this interface to train on something else.
 */
public interface NetworkInputs {
  /** The number of inputs. */
  int size();

  /** The number of channels C. */
  int channels();

  /** The height H, in pixels. */
  int height();

  /** The width W, in pixels. */
  int width();

  /**
   * Copies one input, scaled for the network.
   *
   * @param target receives C H W values, row-major, from the index {@code offset}
   */
  void read(int index, float[] target, int offset);

  /** {@code channels * height * width}. */
  default int length() {
    return channels() * height() * width();
  }
}
