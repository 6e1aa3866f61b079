package dev.kizuki.trainer.vae;

import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.vae.Architecture.Scaling;
import java.nio.ByteBuffer;

/** The images of a store as float32, scaled from uint8 to [0, 1], or to 0 and 1. */
public record ScaledImages(PixelStore store, Scaling scaling) {
  /** The number of channels C. */
  int channels() {
    return store.shape().channels();
  }

  /** The height H, in pixels. */
  int height() {
    return store.shape().height();
  }

  /** The width W, in pixels. */
  int width() {
    return store.shape().width();
  }

  /** {@code channels * height * width}. */
  int length() {
    return store.shape().size();
  }

  /**
   * Copies one image, scaled for the network.
   *
   * @param target receives C H W values, row-major, from the index {@code offset}
   */
  void read(int index, float[] target, int offset) {
    ByteBuffer pixels = store.image(index);
    boolean binary = scaling == Scaling.BINARY;
    for (int i = 0; i < length(); i++) {
      float unit = (pixels.get(i) & 0xff) / 255f;
      target[offset + i] = binary ? (unit > 0.5f ? 1 : 0) : unit;
    }
  }
}
