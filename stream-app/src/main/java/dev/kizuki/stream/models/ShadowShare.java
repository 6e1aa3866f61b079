package dev.kizuki.stream.models;

import java.util.zip.CRC32C;

/**
 * Chooses the images that a shadow scores. The choice depends on the bytes of the image alone, so
 * every replay and every instance makes the same. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4">RFC 3720, CRC32C</a>
 */
final class ShadowShare {
  private static final double VALUES = 0x1p32;

  private final double share;
  private final CRC32C crc = new CRC32C();

  /**
   * @param share the share of the images, above 0 and at most 1
   */
  ShadowShare(double share) {
    this.share = share;
  }

  boolean takes(byte[] image) {
    if (share >= 1) {
      return true;
    }
    crc.reset();
    crc.update(image, 0, image.length);
    return crc.getValue() < share * VALUES;
  }
}
