package dev.kizuki.image.png;

import java.nio.ByteBuffer;

/**
 * The IHDR chunk, which is the first chunk of a PNG (ISO/IEC 15948, section 11.2.2). The values are
 * as the file declares them and may be invalid.
 *
 * @param width the width, in pixels
 * @param height the height, in pixels
 * @param bitDepth bits of one sample
 * @param colourType 0 gray, 2 colour, 3 palette, 4 gray with alpha, 6 colour with alpha
 * @param interlace 0 if the file is not interlaced
 */
record PngHeader(int width, int height, int bitDepth, int colourType, int interlace) {
  /** Signature, IHDR chunk and its CRC. */
  static final int BYTES = 33;

  private static final int WIDTH_OFFSET = 16;

  /** Samples of one pixel by colour type; 0 for palettes and for types that do not exist. */
  private static final int[] SAMPLES = {1, 0, 3, 0, 2, 0, 4};

  /** Deflate expands one byte to at most 1032 bytes. */
  private static final long DEFLATE_RATIO = 1032;

  /**
   * Reads the header.
   *
   * @param png the file, at least {@link #BYTES} bytes
   */
  static PngHeader of(byte[] png) {
    ByteBuffer buffer = ByteBuffer.wrap(png).position(WIDTH_OFFSET);
    int width = buffer.getInt();
    int height = buffer.getInt();
    int bitDepth = buffer.get();
    int colourType = buffer.get();
    buffer.get(); // the compression method; only one exists
    buffer.get(); // the filter method; only one exists
    return new PngHeader(width, height, bitDepth, colourType, buffer.get());
  }

  boolean hasPixels() {
    return width > 0 && height > 0;
  }

  /** Returns the samples of one pixel, 1 to 4; 0 for a palette or an invalid colour type. */
  int samples() {
    return colourType >= 0 && colourType < SAMPLES.length ? SAMPLES[colourType] : 0;
  }

  /** Returns whether samples have 8 bits, without a palette and without interlacing. */
  boolean isPlain() {
    return bitDepth == 8 && interlace == 0 && samples() > 0;
  }

  /** Returns whether a file of this length can hold the rows. Check it before allocating memory. */
  boolean fitsInto(int fileBytes) {
    return rowBytes() <= Math.min(Integer.MAX_VALUE - 8L, DEFLATE_RATIO * fileBytes);
  }

  /** Returns the fewest bytes that all rows have together, with the filter type of each row. */
  private long rowBytes() {
    long bits = (long) width * Math.max(1, samples()) * Math.max(1, bitDepth);
    return height * (1 + (bits + 7) / 8);
  }
}
