package dev.kizuki.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
 *   <li>The spectral selection of a sequential scan is set to 0 to 63, the only legal value.
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

  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int ADOBE_TRANSFORM = 11;

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
    while (true) {
      int marker = markerAt(at);
      while (marker == 0xff) {
        // fill bytes before a marker (T.81, B.1.1.2)
        at++;
        marker = markerAt(at);
      }
      at += 2;
      if (marker == EOI) {
        writeMarker(EOI);
        return target.toByteArray();
      }
      if (marker == TEM) {
        continue;
      }
      int end = at + lengthAt(at);
      int start = at + 2;
      if (end > source.length || start > end) {
        throw JpegException.corrupt("a segment is longer than the file");
      }
      at = marker == SOS ? scan(start, end) : segment(marker, start, end);
      if (at == source.length) {
        return target.toByteArray();
      }
    }
  }

  private int markerAt(int at) throws JpegException {
    if (at + 1 >= source.length) {
      throw JpegException.corrupt("the file ends before the image data");
    }
    if ((source[at] & 0xff) != 0xff) {
      throw JpegException.corrupt("no marker at byte %d".formatted(at));
    }
    return source[at + 1] & 0xff;
  }

  private int lengthAt(int at) throws JpegException {
    if (at + 1 >= source.length) {
      throw JpegException.corrupt("the file ends before the image data");
    }
    return ((source[at] & 0xff) << 8) | (source[at + 1] & 0xff);
  }

  /** Reads one segment and returns its end. */
  private int segment(int marker, int start, int end) throws JpegException {
    if (marker == DQT) {
      tables.defineQuantisation(source, start, end);
    } else if (marker == DHT) {
      tables.defineHuffman(source, start, end);
    } else if (JpegFrame.isFrame(marker)) {
      begin(JpegFrame.read(marker, source, start, end));
    }
    if (marker == APP0) {
      hasJfif |= startsWith(JFIF, start, end);
    } else if (marker == APP14 && startsWith(ADOBE, start, end) && end - start > ADOBE_TRANSFORM) {
      adobeTransform = source[start + ADOBE_TRANSFORM] & 0xff;
    } else if ((marker < APP0 || marker > APP15) && marker != COM) {
      writeSegment(marker, source, start, end);
    }
    return end;
  }

  private boolean startsWith(byte[] name, int start, int end) {
    return end - start >= name.length
        && Arrays.equals(source, start, start + name.length, name, 0, name.length);
  }

  private void begin(JpegFrame header) throws JpegException {
    if (frame != null) {
      throw JpegException.corrupt("a second frame header");
    }
    if (header.components() != 1 && header.components() != 3) {
      throw JpegException.unsupported(
          "%d channels%s; publish gray or RGB"
              .formatted(header.components(), header.components() == 4 ? " (CMYK)" : ""));
    }
    if (!header.isSequentialHuffman() && !header.isProgressiveHuffman()) {
      throw JpegException.unsupported(
          "coding process SOF%d; publish baseline or progressive JPEG"
              .formatted(header.marker() - 0xc0));
    }
    frame = header;
    if (header.components() == 3) {
      if (isRgb(header)) {
        writeSegment(APP14, ADOBE_RGB, 0, ADOBE_RGB.length);
      } else {
        writeSegment(APP0, PLAIN_JFIF, 0, PLAIN_JFIF.length);
      }
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
    int components = start < end ? source[start] & 0xff : 0;
    if (components == 0 || end - start != 4 + 2 * components) {
      throw JpegException.corrupt("the scan header has a wrong length");
    }
    byte[] header = Arrays.copyOfRange(source, start, end);
    if (frame.isSequentialHuffman()) {
      header[header.length - 3] = 0;
      header[header.length - 2] = 63;
      header[header.length - 1] = 0;
    }
    requireTables(frame, header, components);
    writeSegment(SOS, header, 0, header.length);
    boolean last = frame.isSequentialHuffman() && components == frame.components();
    int next = last ? source.length : nextMarker(end);
    target.write(source, end, next - end);
    return next;
  }

  private void requireTables(JpegFrame frame, byte[] header, int components) throws JpegException {
    boolean needsDc = header[header.length - 3] == 0 && (header[header.length - 1] & 0xf0) == 0;
    boolean needsAc = header[header.length - 2] != 0;
    boolean complete = true;
    for (int i = 0; i < components; i++) {
      Integer quantisation = frame.quantisationByComponent().get(header[1 + 2 * i] & 0xff);
      if (quantisation == null) {
        throw JpegException.corrupt("a scan of a component that the frame does not have");
      }
      tables.requireQuantisation(quantisation);
      complete &= hasHuffman(header[2 + 2 * i] & 0xff, needsDc, needsAc);
    }
    if (!complete && frame.isSequentialHuffman()) {
      byte[] missing = tables.missingStandardTables();
      if (missing.length > 0) {
        writeSegment(DHT, missing, 0, missing.length);
      }
      complete = true;
      for (int i = 0; i < components; i++) {
        complete &= hasHuffman(header[2 + 2 * i] & 0xff, needsDc, needsAc);
      }
    }
    if (!complete) {
      throw JpegException.corrupt("a Huffman table is missing (DHT)");
    }
  }

  private boolean hasHuffman(int dcAndAc, boolean needsDc, boolean needsAc) {
    return (!needsDc || tables.hasDc(dcAndAc >> 4)) && (!needsAc || tables.hasAc(dcAndAc & 0x0f));
  }

  /** The first marker behind image data: not a stuffed zero and not a restart marker. */
  private int nextMarker(int from) {
    for (int at = from; at + 1 < source.length; at++) {
      if ((source[at] & 0xff) == 0xff) {
        int code = source[at + 1] & 0xff;
        if (code != 0 && code != 0xff && (code < 0xd0 || code > 0xd7)) {
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
