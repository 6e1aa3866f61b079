package dev.kizuki.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites one JPEG so that the JDK's reader decodes it by its own content alone, and as libjpeg
 * does.
 *
 * <ul>
 *   <li>The JDK's reader keeps the tables of earlier images. Missing standard Huffman tables are
 *       inserted; an image without its quantisation tables is refused.
 *   <li>Application segments and comments are left out. They do not change the samples, but odd
 *       JFIF versions and colour profiles make the JDK's reader warn or fail.
 *   <li>The colour space is said once, by the rules of libjpeg (jdapimin.c,
 *       default_decompress_parms): JFIF means YCbCr, else Adobe's transform decides, else the
 *       identifiers R, G, B mean RGB, and any other means YCbCr.
 *   <li>Bytes between the segments are left out, as libjpeg does (jdmarker.c, next_marker).
 *   <li>An image in which a component has no image data is refused. libjpeg fills the component
 *       with gray.
 * </ul>
 *
 * Used for one image.
 */
final class JpegRewriter {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DHT = 0xc4;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final int TEM = 0x01;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;

  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int ADOBE_TRANSFORM = 11;

  /** The least content of a JFIF segment. libjpeg ignores a shorter one. */
  private static final int JFIF_BYTES = 14;

  /** Version 1.02, no density, no thumbnail. */
  private static final byte[] PLAIN_JFIF = {'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0};

  /** Transform 0: the samples are RGB. */
  private static final byte[] ADOBE_RGB = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};

  private final byte[] source;
  private final ByteArrayOutputStream target;
  private final JpegTables tables = new JpegTables();
  private @Nullable JpegFrame frame;
  private boolean hasJfif;
  private int adobeTransform = -1;
  private boolean colourSpaceWritten;

  /** The positions of the components that have image data. */
  private final Set<Integer> scanned = new TreeSet<>();

  private JpegRewriter(byte[] source) {
    this.source = source;
    this.target = new ByteArrayOutputStream(source.length + 512);
  }

  /**
   * Rewrites a JPEG.
   *
   * @param source the bytes of a JPEG, which begin with SOI
   * @throws JpegException if the JPEG is damaged, lacks a table, or is of an unsupported kind
   */
  static byte[] rewrite(byte[] source) throws JpegException {
    return new JpegRewriter(source).rewrite();
  }

  private byte[] rewrite() throws JpegException {
    writeMarker(SOI);
    int at = 2;
    while (at < source.length) {
      int marker = nextMarker(at);
      at = marker + 2;
      int code = source[marker + 1] & 0xff;
      if (code == EOI) {
        writeMarker(EOI);
        break;
      }
      if (code != TEM && (code < RST0 || code > RST7)) {
        at = segment(code, at);
      }
    }
    requireAllComponents();
    return target.toByteArray();
  }

  /** Finds the next marker. Other bytes before it, and fill bytes (T.81, B.1.1.2), are skipped. */
  private int nextMarker(int from) throws JpegException {
    for (int at = from; at + 1 < source.length; at++) {
      int code = source[at + 1] & 0xff;
      if ((source[at] & 0xff) == 0xff && code != 0 && code != 0xff) {
        return at;
      }
    }
    throw JpegException.corrupt("the file ends before the image data");
  }

  private void requireAllComponents() throws JpegException {
    if (frame == null || scanned.isEmpty()) {
      throw JpegException.corrupt("the file has no image data");
    }
    if (scanned.size() < frame.components().size()) {
      throw JpegException.corrupt(
          "the image data of %d of %d components are missing"
              .formatted(frame.components().size() - scanned.size(), frame.components().size()));
    }
  }

  private int lengthAt(int at) throws JpegException {
    if (at + 1 >= source.length) {
      throw JpegException.corrupt("the file ends before the image data");
    }
    return ((source[at] & 0xff) << 8) | (source[at + 1] & 0xff);
  }

  /** Reads the segment whose length stands at a position, and returns its end. */
  private int segment(int marker, int at) throws JpegException {
    int start = at + 2;
    int end = at + lengthAt(at);
    if (end > source.length || start > end) {
      throw JpegException.corrupt("a segment is longer than the file");
    }
    if (marker == SOS) {
      return scan(start, end);
    }
    if (JpegFrame.isFrame(marker)) {
      begin(marker, start, end);
    } else if (marker == APP0) {
      hasJfif |= end - start >= JFIF_BYTES && startsWith(JFIF, start, end);
    } else if (marker == APP14) {
      if (end - start > ADOBE_TRANSFORM && startsWith(ADOBE, start, end)) {
        adobeTransform = source[start + ADOBE_TRANSFORM] & 0xff;
      }
    } else if ((marker < APP0 || marker > APP15) && marker != COM) {
      table(marker, start, end);
    }
    return end;
  }

  private void table(int marker, int start, int end) throws JpegException {
    if (marker == DQT) {
      tables.defineQuantisation(source, start, end);
    } else if (marker == DHT) {
      tables.defineHuffman(source, start, end);
    }
    writeSegment(marker, source, start, end);
  }

  private boolean startsWith(byte[] name, int start, int end) {
    return end - start >= name.length
        && Arrays.equals(source, start, start + name.length, name, 0, name.length);
  }

  private void begin(int marker, int start, int end) throws JpegException {
    if (frame != null) {
      throw JpegException.corrupt("a second frame header");
    }
    JpegFrame header = JpegFrame.read(marker, source, start, end);
    int components = header.components().size();
    if (components != 1 && components != 3) {
      throw JpegException.unsupported(
          "%d channels%s; publish gray or RGB"
              .formatted(components, components == 4 ? " (CMYK or YCCK)" : ""));
    }
    if (!header.isSequentialHuffman() && !header.isProgressiveHuffman()) {
      throw JpegException.unsupported(
          "coding process SOF%d; publish baseline or progressive JPEG".formatted(marker - 0xc0));
    }
    frame = header;
    byte[] content = Arrays.copyOfRange(source, start, end);
    JpegFrame.renumber(content);
    writeSegment(marker, content, 0, content.length);
  }

  /** Writes the colour space. libjpeg decides it at the first scan. */
  private void writeColourSpace(JpegFrame header) {
    if (header.components().size() == 3 && !colourSpaceWritten) {
      if (isRgb(header)) {
        writeSegment(APP14, ADOBE_RGB, 0, ADOBE_RGB.length);
      } else {
        writeSegment(APP0, PLAIN_JFIF, 0, PLAIN_JFIF.length);
      }
      colourSpaceWritten = true;
    }
  }

  private boolean isRgb(JpegFrame header) {
    if (hasJfif) {
      return false;
    }
    return adobeTransform >= 0 ? adobeTransform == 0 : header.hasRgbIdentifiers();
  }

  /** Copies a scan with its image data and returns the position of the next marker. */
  private int scan(int start, int end) throws JpegException {
    if (frame == null) {
      throw JpegException.corrupt("image data before the frame header");
    }
    JpegScan scan = JpegScan.read(frame, source, start, end);
    writeColourSpace(frame);
    requireTables(frame, scan);
    writeSegment(SOS, scan.header(), 0, scan.header().length);
    if (scan.hasDc()) {
      scanned.addAll(scan.positions());
    }
    boolean last =
        frame.isSequentialHuffman() && scan.positions().size() == frame.components().size();
    int next = last ? source.length : endOfData(end);
    target.write(source, end, next - end);
    return next;
  }

  private void requireTables(JpegFrame frame, JpegScan scan) throws JpegException {
    for (int position : scan.positions()) {
      tables.requireQuantisation(frame.components().get(position).quantisation());
    }
    if (!scan.hasHuffmanTables(tables) && frame.isSequentialHuffman()) {
      byte[] missing = tables.missingStandardTables();
      if (missing.length > 0) {
        writeSegment(DHT, missing, 0, missing.length);
      }
    }
    if (!scan.hasHuffmanTables(tables)) {
      throw JpegException.corrupt("a Huffman table is missing (DHT)");
    }
  }

  /** Finds the first marker behind image data: not a stuffed zero and not a restart marker. */
  private int endOfData(int from) {
    for (int at = from; at + 1 < source.length; at++) {
      if ((source[at] & 0xff) == 0xff) {
        int code = source[at + 1] & 0xff;
        if (code != 0 && code != 0xff && (code < RST0 || code > RST7)) {
          return at;
        }
      }
    }
    return source.length;
  }

  private void writeMarker(int marker) {
    target.write(0xff);
    target.write(marker);
  }

  private void writeSegment(int marker, byte[] data, int start, int end) {
    writeMarker(marker);
    int length = end - start + 2;
    target.write(length >> 8);
    target.write(length);
    target.write(data, start, end - start);
  }
}
