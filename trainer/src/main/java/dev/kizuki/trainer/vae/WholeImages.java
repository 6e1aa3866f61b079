package dev.kizuki.trainer.vae;

import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.vae.Architecture.Scaling;
import java.nio.ByteBuffer;

/** The whole images of a store, scaled from uint8 to [0, 1], or to 0 and 1. */
public record WholeImages(PixelStore store, Scaling scaling) implements NetworkInputs {
  @Override
  public int size() {
    return store.size();
  }

  @Override
  public int channels() {
    return store.shape().channels();
  }

  @Override
  public int height() {
    return store.shape().height();
  }

  @Override
  public int width() {
    return store.shape().width();
  }

  @Override
  public void read(int index, float[] target, int offset) {
    ByteBuffer pixels = store.image(index);
    boolean binary = scaling == Scaling.BINARY;
    for (int i = 0; i < length(); i++) {
      float unit = (pixels.get(i) & 0xff) / 255f;
      target[offset + i] = binary ? (unit > 0.5f ? 1 : 0) : unit;
    }
  }
}
