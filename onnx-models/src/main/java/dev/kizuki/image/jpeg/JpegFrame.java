package dev.kizuki.image.jpeg;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The frame header of a JPEG (ITU-T T.81, B.2.2).
 *
 * @param marker SOF0 to SOF15, which says how the scans are coded
 * @param quantisationByComponent the quantisation table of each component, by component identifier,
 *     in the order of the file
 */
record JpegFrame(int marker, Map<Integer, Integer> quantisationByComponent) {
  private static final int SOF0 = 0xc0;
  private static final int SOF1 = 0xc1;
  private static final int SOF2 = 0xc2;

  static boolean isFrame(int marker) {
    // C4 is DHT, C8 is reserved, CC is DAC
    return marker >= SOF0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  static JpegFrame read(int marker, byte[] data, int start, int end) throws JpegException {
    int components = start + 6 <= end ? data[start + 5] & 0xff : 0;
    if (components == 0 || end - start != 6 + 3 * components) {
      throw JpegException.corrupt("the frame header has a wrong length");
    }
    Map<Integer, Integer> quantisation = new LinkedHashMap<>();
    for (int i = 0; i < components; i++) {
      int at = start + 6 + 3 * i;
      quantisation.put(data[at] & 0xff, data[at + 2] & 0xff);
    }
    if (quantisation.size() != components) {
      throw JpegException.corrupt("two components have the same identifier");
    }
    return new JpegFrame(marker, quantisation);
  }

  int components() {
    return quantisationByComponent.size();
  }

  boolean isSequentialHuffman() {
    return marker == SOF0 || marker == SOF1;
  }

  boolean isProgressiveHuffman() {
    return marker == SOF2;
  }

  /** Whether the component identifiers are the letters R, G, B. */
  boolean hasRgbIdentifiers() {
    return String.join(
            "", quantisationByComponent.keySet().stream().map(Character::toString).toList())
        .equals("RGB");
  }
}
