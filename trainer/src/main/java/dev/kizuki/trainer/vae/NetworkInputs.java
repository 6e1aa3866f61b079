package dev.kizuki.trainer.vae;

/**
 * What a network is trained on: images, or windows of them, as float32.
 *
 * <p>To train on something else, implement this; the training does not know the difference.
 */
public interface NetworkInputs {
  /** How many there are. */
  int size();

  /** C, of (C, H, W). */
  int channels();

  /** H. */
  int height();

  /** W. */
  int width();

  /**
   * Copies one input, scaled as the network wants it.
   *
   * @param target has C H W values written from {@code offset} on, row-major
   */
  void read(int index, float[] target, int offset);

  /** {@code channels * height * width}. */
  default int length() {
    return channels() * height() * width();
  }
}
