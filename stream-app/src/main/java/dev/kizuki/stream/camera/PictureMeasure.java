package dev.kizuki.stream.camera;

import dev.kizuki.image.Pixels;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Measures images. Keeps buffers and is not thread-safe: use one per thread. */
public final class PictureMeasure {
  private static final int BLACK = 8;
  private static final int WHITE = 247;

  private final CRC32C crc = new CRC32C();
  private final Sharpness sharpness = new Sharpness();
  private final int[] histogram = new int[256];
  private byte[] plane = {};

  /** Measures one image. Does not keep the pixels. */
  public Picture measure(Pixels pixels) {
    int width = pixels.width();
    int height = pixels.height();
    byte[] luma = luma(pixels);
    count(luma, width * height);
    long size = (long) width * height;
    double brightness = mean(size);
    double contrast = deviation(size, brightness);
    return new Picture(
        width,
        height,
        brightness,
        contrast,
        (double) count(0, BLACK) / size,
        (double) count(WHITE, 255) / size,
        sharpness.of(luma, width, height),
        digest(pixels),
        Thumbnail.of(luma, width, height));
  }

  /** Returns the luma (ITU-R BT.601), uint8, row-major. Gray samples are not copied. */
  private byte[] luma(Pixels pixels) {
    byte[] samples = pixels.samples();
    if (pixels.channels() == 1) {
      return samples;
    }
    int size = pixels.width() * pixels.height();
    if (plane.length < size) {
      plane = new byte[size];
    }
    for (int i = 0; i < size; i++) {
      int red = samples[i] & 0xff;
      int green = samples[size + i] & 0xff;
      int blue = samples[2 * size + i] & 0xff;
      plane[i] = (byte) ((77 * red + 150 * green + 29 * blue + 128) >> 8);
    }
    return plane;
  }

  private void count(byte[] luma, int size) {
    Arrays.fill(histogram, 0);
    for (int i = 0; i < size; i++) {
      histogram[luma[i] & 0xff]++;
    }
  }

  private long count(int from, int to) {
    long count = 0;
    for (int level = from; level <= to; level++) {
      count += histogram[level];
    }
    return count;
  }

  private double mean(long size) {
    long sum = 0;
    for (int level = 0; level < histogram.length; level++) {
      sum += (long) level * histogram[level];
    }
    return (double) sum / size;
  }

  private double deviation(long size, double mean) {
    double sum = 0;
    for (int level = 0; level < histogram.length; level++) {
      sum += (level - mean) * (level - mean) * histogram[level];
    }
    return Math.sqrt(sum / size);
  }

  /** Returns the CRC-32C (RFC 3720) of the samples, and the number of channels above it. */
  private long digest(Pixels pixels) {
    crc.reset();
    crc.update(pixels.samples(), 0, pixels.size());
    return crc.getValue() | (long) pixels.channels() << Integer.SIZE;
  }
}
