package dev.kizuki.image.jpeg;

import dev.kizuki.image.Dimensions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The frame header of a JPEG (ITU-T T.81, B.2.2).
 *
 * @param marker SOF0 to SOF15, which says how the scans are coded
 * @param components the components, in the order of the file
 */
record JpegFrame(int marker, List<Component> components) {
  private static final int SOF0 = 0xc0;
  private static final int SOF1 = 0xc1;
  private static final int SOF2 = 0xc2;
  private static final int SOS = 0xda;

  /** The bytes from the marker to the height: marker, length, precision. */
  private static final int HEIGHT_OFFSET = 5;

  /** The bytes before the first component: precision, height, width, number of components. */
  private static final int COMPONENTS_OFFSET = 6;

  /** The bytes of one component: identifier, sampling factors, quantisation table. */
  private static final int COMPONENT_BYTES = 3;

  /**
   * One component.
   *
   * @param id the identifier, 0 to 255; some files repeat it
   * @param quantisation the identifier of the quantisation table
   */
  record Component(int id, int quantisation) {}

  JpegFrame {
    components = List.copyOf(components);
  }

  static boolean isFrame(int marker) {
    // C4 is DHT, C8 is reserved, CC is DAC
    return marker >= SOF0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * Reads the size in the first frame header.
   *
   * @param jpeg the bytes of a JPEG, which begin with SOI
   * @return the size; empty if there is no frame header before the image data, or if its height is
   *     0, which means that a segment behind the image data tells it (T.81, B.2.5)
   */
  static Optional<Dimensions> dimensions(byte[] jpeg) {
    int at = 2;
    while (at + HEIGHT_OFFSET + 4 <= jpeg.length) {
      int marker = jpeg[at + 1] & 0xff;
      if ((jpeg[at] & 0xff) != 0xff || marker == SOS) {
        return Optional.empty();
      }
      if (isFrame(marker)) {
        int height = shortAt(jpeg, at + HEIGHT_OFFSET);
        int width = shortAt(jpeg, at + HEIGHT_OFFSET + 2);
        return width > 0 && height > 0
            ? Optional.of(new Dimensions(width, height))
            : Optional.empty();
      }
      // fill bytes before a marker are single bytes (T.81, B.1.1.2)
      at += marker == 0xff ? 1 : 2 + shortAt(jpeg, at + 2);
    }
    return Optional.empty();
  }

  private static int shortAt(byte[] data, int at) {
    return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
  }

  static JpegFrame read(int marker, byte[] data, int start, int end) throws JpegException {
    int count = start + COMPONENTS_OFFSET <= end ? data[start + COMPONENTS_OFFSET - 1] & 0xff : 0;
    if (count == 0 || end - start != COMPONENTS_OFFSET + COMPONENT_BYTES * count) {
      throw JpegException.corrupt("the frame header has a wrong length");
    }
    return new JpegFrame(
        marker,
        IntStream.range(0, count)
            .map(i -> start + COMPONENTS_OFFSET + COMPONENT_BYTES * i)
            .mapToObj(at -> new Component(data[at] & 0xff, data[at + 2] & 0xff))
            .toList());
  }

  /**
   * Replaces the identifiers of a frame header by the positions of the components.
   *
   * @param header the content of the segment
   */
  static void renumber(byte[] header) {
    for (int i = 0; COMPONENTS_OFFSET + COMPONENT_BYTES * i < header.length; i++) {
      header[COMPONENTS_OFFSET + COMPONENT_BYTES * i] = (byte) i;
    }
  }

  boolean isSequentialHuffman() {
    return marker == SOF0 || marker == SOF1;
  }

  boolean isProgressiveHuffman() {
    return marker == SOF2;
  }

  /** Returns whether the component identifiers are the letters R, G, B. */
  boolean hasRgbIdentifiers() {
    return components.stream().map(Component::id).toList().equals(List.of(0x52, 0x47, 0x42));
  }
}
