package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Mask;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture of a part, and the places where a defect has changed it. */
final class Picture {
  /** The quality of JPEG files, 0 to 1: that of many industrial cameras. */
  private static final float JPEG_QUALITY = 0.9f;

  private final BufferedImage image;
  private final Mask mask;

  /**
   * @param samples the samples, row-major; the channels of a pixel lie beside each other
   * @param type a type of {@link BufferedImage}
   * @param mask the places that a defect has changed
   */
  Picture(int[] samples, int type, Mask mask) {
    this.image = image(samples, type, mask.side());
    this.mask = mask;
  }

  /** Returns the picture as PNG. */
  byte[] png() {
    return encode(image);
  }

  /** Returns the picture as JPEG of quality 90. */
  byte[] jpeg() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), quality);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Returns the mask as gray PNG: 255 where the defect is, else 0. */
  byte[] maskPng() {
    byte[] changed = mask.pixels();
    int[] pixels = new int[changed.length];
    for (int i = 0; i < changed.length; i++) {
      pixels[i] = changed[i] & 0xff;
    }
    return encode(image(pixels, BufferedImage.TYPE_BYTE_GRAY, mask.side()));
  }

  private static BufferedImage image(int[] samples, int type, int side) {
    BufferedImage image = new BufferedImage(side, side, type);
    image.getRaster().setPixels(0, 0, side, side, samples);
    return image;
  }

  private static byte[] encode(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
