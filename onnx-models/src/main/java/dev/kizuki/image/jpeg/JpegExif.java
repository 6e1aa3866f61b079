package dev.kizuki.image.jpeg;

import dev.kizuki.image.Orientation;
import dev.kizuki.image.exif.ExifReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the Exif segment of a JPEG (APP1). Other segments, such as XMP, may come before it. */
final class JpegExif {
  private static final int RST0 = 0xd0;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP1 = 0xe1;
  private static final int TEM = 0x01;

  private static final byte[] EXIF = "Exif\0".getBytes(StandardCharsets.US_ASCII);

  /** The bytes before the TIFF header: {@link #EXIF} and one byte of padding. */
  private static final int TIFF_OFFSET = 6;

  private JpegExif() {}

  /** Returns the orientation; upright without Exif data, or if they or the segments are damaged. */
  static Orientation orientation(byte[] jpeg) {
    int at = 2;
    while (at + 4 <= jpeg.length) {
      int code = jpeg[at + 1] & 0xff;
      if ((jpeg[at] & 0xff) != 0xff || code == 0 || code == 0xff) {
        at++;
      } else if (code == SOS || code == EOI) {
        return Orientation.UPRIGHT;
      } else if (code == TEM || (code >= RST0 && code <= SOI)) {
        at += 2;
      } else {
        int start = at + 4;
        int end = at + 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
        if (end < start || end > jpeg.length) {
          return Orientation.UPRIGHT;
        }
        if (code == APP1 && isExif(jpeg, start, end)) {
          return ExifReader.orientation(jpeg, start + TIFF_OFFSET, end);
        }
        at = end;
      }
    }
    return Orientation.UPRIGHT;
  }

  private static boolean isExif(byte[] jpeg, int start, int end) {
    return end - start >= TIFF_OFFSET
        && Arrays.equals(jpeg, start, start + EXIF.length, EXIF, 0, EXIF.length);
  }
}
