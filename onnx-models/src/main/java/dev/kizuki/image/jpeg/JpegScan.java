package dev.kizuki.image.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The header of a scan (ITU-T T.81, B.2.3), written so that the JDK's reader accepts it: each
 * component is named by its position in the frame, and a sequential scan has the only legal
 * spectral selection.
 */
final class JpegScan {
  private final List<Integer> positions;
  private final byte[] header;

  private JpegScan(List<Integer> positions, byte[] header) {
    this.positions = List.copyOf(positions);
    this.header = header;
  }

  /**
   * Reads a scan header.
   *
   * @throws JpegException if the header is damaged, or names a component that the frame lacks
   */
  static JpegScan read(JpegFrame frame, byte[] data, int start, int end) throws JpegException {
    int components = start < end ? data[start] & 0xff : 0;
    if (components == 0 || end - start != 4 + 2 * components) {
      throw JpegException.corrupt("the scan header has a wrong length");
    }
    byte[] header = Arrays.copyOfRange(data, start, end);
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < components; i++) {
      int position = position(frame, header[1 + 2 * i] & 0xff, positions);
      positions.add(position);
      header[1 + 2 * i] = (byte) position;
    }
    if (frame.isSequentialHuffman()) {
      header[header.length - 3] = 0;
      header[header.length - 2] = 63;
      header[header.length - 1] = 0;
    }
    return new JpegScan(positions, header);
  }

  /**
   * Returns the first component with the identifier that this scan does not have yet. Some files
   * give all components one identifier; libjpeg takes them in their order.
   */
  private static int position(JpegFrame frame, int id, List<Integer> taken) throws JpegException {
    for (int i = 0; i < frame.components().size(); i++) {
      if (frame.components().get(i).id() == id && !taken.contains(i)) {
        return i;
      }
    }
    throw JpegException.corrupt("a scan of a component that the frame does not have");
  }

  /** The positions of the components in the frame. */
  List<Integer> positions() {
    return positions;
  }

  /**
   * The content of the segment: count, components with their Huffman tables, first and last
   * coefficient, bits of the successive approximation. Not copied.
   */
  byte[] header() {
    return header;
  }

  /** Returns whether the scan begins a component. Later scans only refine it. */
  boolean hasDc() {
    return header[header.length - 3] == 0 && (header[header.length - 1] & 0xf0) == 0;
  }

  /** Returns whether the Huffman tables that the scan uses are defined. */
  boolean hasHuffmanTables(JpegTables tables) {
    boolean needsDc = hasDc();
    boolean needsAc = header[header.length - 2] != 0;
    boolean complete = true;
    for (int i = 0; i < positions.size(); i++) {
      int dcAndAc = header[2 + 2 * i] & 0xff;
      complete &= !needsDc || tables.hasDc(dcAndAc >> 4);
      complete &= !needsAc || tables.hasAc(dcAndAc & 0x0f);
    }
    return complete;
  }
}
