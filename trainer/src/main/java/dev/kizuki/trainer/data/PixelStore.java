package dev.kizuki.trainer.data;

import dev.kizuki.model.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Preprocessed images (C, H, W), uint8, in a temporary file that is mapped into memory. Each image
 * is decoded once, and the heap stays small for any number of images. The file is deleted as soon
 * as it is open, so nothing remains when the process ends.
 */
public final class PixelStore {
  private final Preprocessing shape;
  private final int size;
  private final List<MappedByteBuffer> segments;
  private final int imagesPerSegment;
  private final Runnable read;

  /** Makes a store for {@code size} images, all black. */
  public PixelStore(Preprocessing shape, int size) {
    this.shape = shape;
    this.size = size;
    this.segments = new ArrayList<>();
    this.read = () -> {};
    this.imagesPerSegment = Math.max(1, (1 << 30) / shape.size());
    try {
      Path file = Files.createTempFile("kizuki-pixels", null);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        for (int start = 0; start < size; start += imagesPerSegment) {
          long images = Math.min(imagesPerSegment, size - start);
          segments.add(
              channel.map(MapMode.READ_WRITE, (long) start * shape.size(), images * shape.size()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep %d images of %d bytes in the temporary folder".formatted(size, shape.size()),
          e);
    }
  }

  private PixelStore(PixelStore store, Runnable read) {
    this.shape = store.shape;
    this.size = store.size;
    this.segments = store.segments;
    this.imagesPerSegment = store.imagesPerSegment;
    this.read = read;
  }

  /** Returns a view of the same images that reports each access, to show progress. */
  public PixelStore watched(Runnable access) {
    return new PixelStore(this, access);
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
    MappedByteBuffer segment = segments.get(index / imagesPerSegment);
    return segment.slice((index % imagesPerSegment) * shape.size(), shape.size());
  }
}
