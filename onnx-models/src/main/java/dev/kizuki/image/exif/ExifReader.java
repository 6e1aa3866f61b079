package dev.kizuki.image.exif;

import dev.kizuki.image.Orientation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the orientation of Exif data: a TIFF header and a first directory (CIPA DC-008, 4.5; TIFF
 * 6.0, section 2). Damaged data mean upright. Reads each byte at most once.
 */
public final class ExifReader {
  private static final int HEADER_BYTES = 8;
  private static final int ENTRY_BYTES = 12;
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private ExifReader() {}

  /**
   * Returns the orientation.
   *
   * @param data holds the Exif data from {@code start}, where the TIFF header is, to before {@code
   *     end}
   */
  public static Orientation orientation(byte[] data, int start, int end) {
    if (end - start < HEADER_BYTES) {
      return Orientation.UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(data, start, end - start).slice();
    int mark = tiff.getShort(0);
    if (mark == 0x4949) {
      tiff.order(ByteOrder.LITTLE_ENDIAN);
    } else if (mark != 0x4d4d) {
      return Orientation.UPRIGHT;
    }
    return tiff.getShort(2) == 42 ? inDirectory(tiff) : Orientation.UPRIGHT;
  }

  private static Orientation inDirectory(ByteBuffer tiff) {
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory + 2 > tiff.limit()) {
      return Orientation.UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    int at = (int) directory + 2;
    for (int i = 0; i < entries && at + ENTRY_BYTES <= tiff.limit(); i++) {
      if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
        return value(tiff, at);
      }
      at += ENTRY_BYTES;
    }
    return Orientation.UPRIGHT;
  }

  /** Reads the value of an entry. Some programs write a LONG where the standard says SHORT. */
  private static Orientation value(ByteBuffer tiff, int entry) {
    return switch (tiff.getShort(entry + 2)) {
      case SHORT -> Orientation.of(tiff.getShort(entry + 8));
      case LONG -> Orientation.of(tiff.getInt(entry + 8));
      default -> Orientation.UPRIGHT;
    };
  }
}
