package dev.kizuki.image.png;

import dev.kizuki.image.Pixels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG of the plain kind: eight bits a sample, no palette, not interlaced. It is inflated at once
 * instead of row by row, which is what small images cost most for. What is not just as the standard
 * (ISO/IEC 15948) wants it is refused, for another decoder to say what is wrong.
 */
final class PlainPng {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int FIRST_CHUNK = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /** Bit 5 of the first letter: a chunk that a decoder may pass over. */
  private static final int ANCILLARY = 0x20000000;

  /** Length, type and CRC of a chunk. */
  private static final int CHUNK_FRAME = 12;

  private final Inflater inflater = new Inflater();
  private final CRC32 crc = new CRC32();
  private final byte[] beyond = new byte[1];

  /** Rows, each with its filter type before it. */
  private byte[] rows = {};

  /**
   * Decodes into pixels of 1 or 3 channels; alpha is dropped.
   *
   * @param samples in each pixel: 1 to 4
   * @return whether it succeeded; if not, the pixels are undefined
   */
  boolean decode(byte[] png, int samples, int height, int width, Pixels pixels) {
    int stride = 1 + width * samples;
    int size = Math.multiplyExact(height, stride);
    if (rows.length < size) {
      rows = new byte[size];
    }
    try {
      if (!inflate(png, size) || !unfilter(height, stride, samples)) {
        return false;
      }
    } catch (DataFormatException e) {
      return false;
    }
    spread(samples, height, width, pixels);
    return true;
  }

  private boolean inflate(byte[] png, int size) throws DataFormatException {
    inflater.reset();
    int filled = 0;
    int at = FIRST_CHUNK;
    while (png.length - at >= CHUNK_FRAME) {
      int length = (int) INT.get(png, at);
      int type = (int) INT.get(png, at + 4);
      if (length < 0 || length > png.length - at - CHUNK_FRAME) {
        return false;
      }
      crc.reset();
      crc.update(png, at + 4, length + 4);
      if ((int) crc.getValue() != (int) INT.get(png, at + 8 + length)) {
        return false;
      }
      if (type == IEND) {
        return filled == size && isAtEnd();
      }
      if (type == IDAT) {
        inflater.setInput(png, at + 8, length);
        filled += inflater.inflate(rows, filled, size - filled);
      } else if (type != IHDR && type != PLTE && (type & ANCILLARY) == 0) {
        return false;
      }
      at += CHUNK_FRAME + length;
    }
    return false;
  }

  /** The checksum behind the last row is read, and nothing comes after it. */
  private boolean isAtEnd() throws DataFormatException {
    return inflater.finished() || (inflater.inflate(beyond) == 0 && inflater.finished());
  }

  /** Section 9 of the standard. The row above the first, and the pixel left of a row, are zero. */
  private boolean unfilter(int height, int stride, int samples) {
    for (int row = 0; row < height; row++) {
      int first = row * stride + 1;
      int end = first + stride - 1;
      switch (rows[first - 1]) {
        case 0 -> {}
        case 1 -> {
          for (int i = first + samples; i < end; i++) {
            rows[i] += rows[i - samples];
          }
        }
        case 2 -> {
          for (int i = first; row > 0 && i < end; i++) {
            rows[i] += rows[i - stride];
          }
        }
        case 3 -> {
          for (int i = first; i < end; i++) {
            rows[i] += (byte) ((left(i, first, samples) + above(i, row, stride)) / 2);
          }
        }
        case 4 -> {
          for (int i = first; i < end; i++) {
            int left = left(i, first, samples);
            int above = above(i, row, stride);
            int corner = row == 0 || i < first + samples ? 0 : rows[i - stride - samples] & 0xff;
            rows[i] += (byte) paeth(left, above, corner);
          }
        }
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private int left(int i, int first, int samples) {
    return i < first + samples ? 0 : rows[i - samples] & 0xff;
  }

  private int above(int i, int row, int stride) {
    return row == 0 ? 0 : rows[i - stride] & 0xff;
  }

  private static int paeth(int left, int above, int corner) {
    int estimate = left + above - corner;
    int toLeft = Math.abs(estimate - left);
    int toAbove = Math.abs(estimate - above);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }

  private void spread(int samples, int height, int width, Pixels pixels) {
    int channels = samples >= 3 ? 3 : 1;
    int stride = 1 + width * samples;
    pixels.reshape(channels, height, width);
    byte[] target = pixels.samples();
    for (int row = 0; row < height; row++) {
      int first = row * stride + 1;
      if (samples == 1) {
        System.arraycopy(rows, first, target, row * width, width);
        continue;
      }
      for (int channel = 0; channel < channels; channel++) {
        int start = (channel * height + row) * width;
        for (int column = 0; column < width; column++) {
          target[start + column] = rows[first + column * samples + channel];
        }
      }
    }
  }
}
