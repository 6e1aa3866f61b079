package dev.kizuki.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * The tables that a JPEG defined so far (ITU-T T.81, B.2.4). The JDK's reader keeps the tables of
 * the image before, so a missing table must be found before the reader runs.
 */
final class JpegTables {
  private static final int AC = 0x10;

  private final Set<Integer> quantisation = new TreeSet<>();

  /** Table class in the upper four bits (0 DC, 1 AC), identifier in the lower four. */
  private final Set<Integer> huffman = new TreeSet<>();

  /** Reads a DQT segment. */
  void defineQuantisation(byte[] data, int start, int end) throws JpegException {
    int at = start;
    while (at < end) {
      int precisionAndId = data[at] & 0xff;
      quantisation.add(precisionAndId & 0x0f);
      at += 1 + (precisionAndId >> 4 == 0 ? 64 : 128);
    }
    requireExactEnd("DQT", at, end);
  }

  /** Reads a DHT segment. */
  void defineHuffman(byte[] data, int start, int end) throws JpegException {
    int at = start;
    while (at + 17 <= end) {
      huffman.add(data[at] & 0xff);
      int codes = 0;
      for (int i = 1; i <= 16; i++) {
        codes += data[at + i] & 0xff;
      }
      at += 17 + codes;
    }
    requireExactEnd("DHT", at, end);
  }

  private static void requireExactEnd(String segment, int at, int end) throws JpegException {
    if (at != end) {
      throw JpegException.corrupt("the %s segment has a wrong length".formatted(segment));
    }
  }

  void requireQuantisation(int id) throws JpegException {
    if (!quantisation.contains(id)) {
      throw JpegException.corrupt(
          "quantisation table %d is missing (DQT); the device must send it with each image"
              .formatted(id));
    }
  }

  boolean hasDc(int id) {
    return huffman.contains(id);
  }

  boolean hasAc(int id) {
    return huffman.contains(AC | id);
  }

  /**
   * A DHT segment with the standard tables (T.81, K.3) that this image lacks: identifier 0 for
   * luminance, 1 for chrominance. Frames of MJPEG leave them out. Empty if none is missing.
   */
  byte[] missingStandardTables() {
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    append(tables, 0, JPEGHuffmanTable.StdDCLuminance);
    append(tables, 1, JPEGHuffmanTable.StdDCChrominance);
    append(tables, AC, JPEGHuffmanTable.StdACLuminance);
    append(tables, AC | 1, JPEGHuffmanTable.StdACChrominance);
    return tables.toByteArray();
  }

  private void append(ByteArrayOutputStream tables, int classAndId, JPEGHuffmanTable standard) {
    if (!huffman.add(classAndId)) {
      return;
    }
    tables.write(classAndId);
    short[] lengths = standard.getLengths();
    for (int i = 0; i < 16; i++) {
      tables.write(i < lengths.length ? lengths[i] : 0);
    }
    for (short value : standard.getValues()) {
      tables.write(value);
    }
  }
}
