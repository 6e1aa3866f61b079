package dev.kizuki.embedded.simulator;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A picture of a part, and the places where a defect has changed it. */
final class Picture {
  private final byte[] png;
  private final byte[] mask;

  /**
   * @param mask 255 where the defect is, else 0: (side, side), row-major
   */
  Picture(byte[] png, byte[] mask) {
    this.png = png;
    this.mask = mask;
  }

  /** Returns the picture as PNG. */
  byte[] png() {
    return png;
  }

  /** Returns the mask as gray PNG: 255 where the defect is, else 0. */
  byte[] maskPng() {
    int[] pixels = new int[mask.length];
    for (int i = 0; i < mask.length; i++) {
      pixels[i] = mask[i] & 0xff;
    }
    return encode(pixels, BufferedImage.TYPE_BYTE_GRAY, mask.length);
  }

  /**
   * Encodes a square picture as PNG.
   *
   * @param samples the samples, row-major; the channels of a pixel lie beside each other
   * @param type a type of {@link BufferedImage}
   * @param pixels the number of pixels, the square of the side
   */
  static byte[] encode(int[] samples, int type, int pixels) {
    int side = (int) Math.round(Math.sqrt(pixels));
    BufferedImage image = new BufferedImage(side, side, type);
    image.getRaster().setPixels(0, 0, side, side, samples);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
