package dev.kizuki.stream.console;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A JSON text in memory, compressed: an incident needs about 1 KB instead of 10 KB. */
final class CompressedJson {
  private final byte[] deflated;
  private final int length;

  /**
   * @param json a JSON text in UTF-8
   */
  CompressedJson(byte[] json) {
    length = json.length;
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(json);
      deflater.finish();
      byte[] buffer = new byte[json.length + 64];
      int size = deflater.deflate(buffer);
      deflated = Arrays.copyOf(buffer, size);
    } finally {
      deflater.end();
    }
  }

  /** Returns the JSON text in UTF-8. */
  byte[] bytes() {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      byte[] json = new byte[length];
      int size = inflater.inflate(json);
      if (size != length) {
        throw new IllegalStateException("%d of %d bytes".formatted(size, length));
      }
      return json;
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    } finally {
      inflater.end();
    }
  }
}
