package dev.kizuki.stream.console;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * A server-sent event, encoded once for all viewers. The compressed form is a part of a gzip stream
 * that does not refer to earlier parts, so that all viewers get the same bytes.
 */
final class PlantEvent {
  /** The start of a gzip stream (RFC 1952, 2.3). */
  static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  /** A comment, which the browser ignores. It shows whether the connection still works. */
  static final PlantEvent KEEP_ALIVE = new PlantEvent(": alive\n\n");

  private final byte[] plain;
  private final byte[] compressed;

  /**
   * @param name the name of the event
   * @param json one line
   */
  static PlantEvent of(String name, byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
    Plant.text(out, "event: " + name + "\ndata: ");
    out.writeBytes(json);
    Plant.text(out, "\n\n");
    return new PlantEvent(out.toByteArray());
  }

  private PlantEvent(String text) {
    this(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private PlantEvent(byte[] plain) {
    this.plain = plain;
    compressed = compress(plain);
  }

  /** A sync flush ends at a whole byte, and leaves the stream open (RFC 1951). */
  private static byte[] compress(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(plain);
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 32);
      byte[] buffer = new byte[8192];
      int count;
      do {
        count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        out.write(buffer, 0, count);
      } while (count == buffer.length);
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** Returns the bytes for a viewer. The array must not change. */
  byte[] bytes(boolean gzip) {
    return gzip ? compressed : plain;
  }
}
