package dev.kizuki.image.png;

import dev.kizuki.image.Orientation;
import dev.kizuki.image.exif.ExifReader;
import java.nio.ByteBuffer;

/** Finds the eXIf chunk of a PNG (PNG Specification, third edition, 11.3.5.2). */
final class PngExif {
  private static final int SIGNATURE_BYTES = 8;
  private static final int TYPE_EXIF = 0x65584966;

  /** The bytes of a chunk before its data: length and type. */
  private static final int CHUNK_START = 8;

  /** The bytes of a chunk without its data: length, type and CRC. */
  private static final int CHUNK_OVERHEAD = 12;

  private PngExif() {}

  /** Returns the orientation; upright without such a chunk, or if it or the chunks are damaged. */
  static Orientation orientation(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png);
    int at = SIGNATURE_BYTES;
    while (png.length - at >= CHUNK_OVERHEAD) {
      int length = chunks.getInt(at);
      if (length < 0 || length > png.length - at - CHUNK_OVERHEAD) {
        return Orientation.UPRIGHT;
      }
      if (chunks.getInt(at + 4) == TYPE_EXIF) {
        int start = at + CHUNK_START;
        return ExifReader.orientation(png, start, start + length);
      }
      at += CHUNK_OVERHEAD + length;
    }
    return Orientation.UPRIGHT;
  }
}
