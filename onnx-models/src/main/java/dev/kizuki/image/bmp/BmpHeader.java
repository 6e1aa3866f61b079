package dev.kizuki.image.bmp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The headers of a BMP: BITMAPFILEHEADER and BITMAPINFOHEADER or a later version of it (Microsoft,
 * "Bitmap Header Types"). The values are as the file declares them and may be invalid.
 *
 * @param dataOffset the place of the pixels
 * @param paletteOffset the place of the palette, four bytes for each entry
 * @param width the width, in pixels
 * @param height the height, in pixels; negative if the first row is the top one
 * @param bits bits of one pixel
 * @param compression 0 none, 3 with masks
 * @param declaredColours the entries of the palette; 0 means as many as the bits can name
 */
record BmpHeader(
    long dataOffset,
    long paletteOffset,
    int width,
    int height,
    int bits,
    int compression,
    long declaredColours) {
  /** The two headers of the first version that has all fields. */
  static final int BYTES = 54;

  private static final int FILE_HEADER_BYTES = 14;
  private static final Set<Integer> INFO_HEADER_BYTES = Set.of(40, 52, 56, 108, 124);
  private static final int MASKS_OFFSET = 54;
  private static final int NO_COMPRESSION = 0;
  private static final int MASKS = 3;

  /** Returns whether a payload begins with these headers. */
  static boolean isIn(byte[] payload) {
    if (payload.length < BYTES || payload[0] != 'B' || payload[1] != 'M') {
      return false;
    }
    ByteBuffer header = littleEndian(payload);
    return INFO_HEADER_BYTES.contains(header.getInt(14)) && header.getShort(26) == 1;
  }

  /** Reads the headers of a payload that begins with them. */
  static BmpHeader of(byte[] payload) {
    ByteBuffer header = littleEndian(payload);
    return new BmpHeader(
        Integer.toUnsignedLong(header.getInt(10)),
        FILE_HEADER_BYTES + (long) header.getInt(14),
        header.getInt(18),
        header.getInt(22),
        Short.toUnsignedInt(header.getShort(28)),
        header.getInt(30),
        Integer.toUnsignedLong(header.getInt(46)));
  }

  private static ByteBuffer littleEndian(byte[] payload) {
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The rows, also if the first one is the top one. */
  int rows() {
    return Math.abs(height);
  }

  boolean hasPixels() {
    return width > 0 && height != 0 && height != Integer.MIN_VALUE;
  }

  boolean hasPalette() {
    return bits <= 8;
  }

  /** The entries of the palette. */
  long colours() {
    return declaredColours == 0 ? 1L << bits : declaredColours;
  }

  /** The bytes of one row. Rows are padded to four bytes. */
  long stride() {
    return ((long) width * bits + 31) / 32 * 4;
  }

  /** Returns whether the pixels are stored as they are: palette indices, or blue, green, red. */
  boolean isPlain(byte[] payload) {
    return switch (bits) {
      case 1, 4, 8, 24 -> compression == NO_COMPRESSION;
      case 32 -> compression == NO_COMPRESSION || (compression == MASKS && hasUsualMasks(payload));
      default -> false;
    };
  }

  private static boolean hasUsualMasks(byte[] payload) {
    ByteBuffer masks = littleEndian(payload);
    return payload.length >= MASKS_OFFSET + 12
        && masks.getInt(MASKS_OFFSET) == 0xff0000
        && masks.getInt(MASKS_OFFSET + 4) == 0xff00
        && masks.getInt(MASKS_OFFSET + 8) == 0xff;
  }
}
