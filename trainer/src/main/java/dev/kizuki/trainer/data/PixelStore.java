package dev.kizuki.trainer.data;

import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;

/**
 * Preprocessed images (C, H, W), uint8, in a temporary file that is mapped into memory. Each image
 * is decoded once, and the heap stays small for any number of images. The file is deleted as soon
 * as it is open, so nothing remains when the process ends.
 */
public final class PixelStore {
  private final Preprocessing shape;
  private final int size;
  private final MappedRecords pixels;
  private final Runnable read;

  /** Makes a store for {@code size} images, all black. */
  public PixelStore(Preprocessing shape, int size) {
    this(shape, size, new MappedRecords("pixels", size, shape.size()), () -> {});
  }

  private PixelStore(Preprocessing shape, int size, MappedRecords pixels, Runnable read) {
    this.shape = shape;
    this.size = size;
    this.pixels = pixels;
    this.read = read;
  }

  /** Returns a view of the same images that reports each access, to show progress. */
  public PixelStore watched(Runnable access) {
    return new PixelStore(shape, size, pixels, access);
  }

  public Preprocessing shape() {
    return shape;
  }

  public int size() {
    return size;
  }

  /** The bytes of one image, from the position of the buffer. The buffer is a view, not a copy. */
  public ByteBuffer image(int index) {
    read.run();
    return pixels.get(index);
  }
}
