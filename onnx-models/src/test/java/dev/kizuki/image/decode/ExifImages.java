package dev.kizuki.image.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Makes Exif data with an orientation, and puts them into images. */
final class ExifImages {
  private static final int PNG_HEADER_BYTES = 33;

  private ExifImages() {}

  /** Returns Exif data: a TIFF header and a directory of three entries; the orientation is last. */
  static byte[] tiff(ByteOrder order, int orientation) {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 3 * 12 + 4).order(order);
    tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
    tiff.putShort((short) 42).putInt(8);
    tiff.putShort((short) 3);
    entry(tiff, 0x0100, 4, 640);
    entry(tiff, 0x0101, 4, 480);
    entry(tiff, 0x0112, 3, orientation);
    return tiff.array();
  }

  static void entry(ByteBuffer tiff, int tag, int type, int value) {
    tiff.putShort((short) tag).putShort((short) type).putInt(1);
    if (type == 3) {
      tiff.putShort((short) value).putShort((short) 0);
    } else {
      tiff.putInt(value);
    }
  }

  /** Inserts an Exif segment behind the start of a JPEG. */
  static byte[] inJpeg(byte[] jpeg, byte[] tiff) {
    byte[] name = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    byte[] content = ByteBuffer.allocate(6 + tiff.length).put(name).put(tiff).array();
    return segment(jpeg, 0xe1, content);
  }

  /** Inserts a segment behind the start of a JPEG. */
  static byte[] segment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** Inserts an eXIf chunk behind the header of a PNG. */
  static byte[] inPng(byte[] png, byte[] tiff) {
    byte[] typed = ByteBuffer.allocate(4 + tiff.length).putInt(0x65584966).put(tiff).array();
    CRC32 crc = new CRC32();
    crc.update(typed);
    return ByteBuffer.allocate(png.length + 12 + tiff.length)
        .put(png, 0, PNG_HEADER_BYTES)
        .putInt(tiff.length)
        .put(typed)
        .putInt((int) crc.getValue())
        .put(png, PNG_HEADER_BYTES, png.length - PNG_HEADER_BYTES)
        .array();
  }
}
