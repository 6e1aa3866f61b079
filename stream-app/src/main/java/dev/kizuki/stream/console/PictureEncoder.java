package dev.kizuki.stream.console;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Turns the bytes of a device into a picture that is safe to show: decodes them within the limits
 * of the configuration and encodes the pixels again. So a browser never gets a byte that a device
 * sent. Not thread-safe: use one per thread.
 */
final class PictureEncoder {
  /** Up to this number of pixels, a picture is encoded without loss. */
  private static final int MOST_PIXELS_OF_PNG = 512 * 512;

  private static final float JPEG_QUALITY = 0.92f;

  private final ImageLimits limits;
  private final ImageDecoder decoder;
  private final Supplier<Set<Dimensions>> rawSizes;

  /**
   * @param rawSizes the sizes that raw pixels may have, which are those of the models
   */
  PictureEncoder(ImageLimits limits, Supplier<Set<Dimensions>> rawSizes) {
    this.limits = limits;
    this.rawSizes = rawSizes;
    decoder = new ImageDecoder(limits);
  }

  private Decoding decode(byte[] payload) {
    Decoding decoding = decoder.decode(payload);
    if (decoding instanceof Rejection) {
      for (Dimensions size : rawSizes.get()) {
        int pixels = size.width() * size.height();
        if (payload.length == pixels || payload.length == 3 * pixels) {
          RawFormat raw = new RawFormat(payload.length / pixels, size.height(), size.width());
          return new ImageDecoder(limits, raw).decode(payload);
        }
      }
    }
    return decoding;
  }

  /**
   * Encodes an image again.
   *
   * @param payload the bytes that a device sent
   * @param side the longest side in pixels; 0 keeps the size
   * @throws Problem if the bytes are no image
   */
  Picture encode(byte[] payload, int side) {
    Decoding decoding = decode(payload);
    if (decoding instanceof Rejection rejection) {
      throw Problem.notFound(
          "the image cannot be shown: " + rejection.detail(),
          "Only PNG, JPEG and BMP can be shown here; 'kizuki rejected show' writes any image to a"
              + " file.");
    }
    BufferedImage image = scaled(image((Pixels) decoding), side);
    return image.getWidth() * image.getHeight() <= MOST_PIXELS_OF_PNG ? png(image) : jpeg(image);
  }

  private static BufferedImage image(Pixels pixels) {
    boolean gray = pixels.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            pixels.width(),
            pixels.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int count = pixels.width() * pixels.height();
    byte[] samples = pixels.samples();
    if (gray) {
      image
          .getRaster()
          .setDataElements(
              0, 0, pixels.width(), pixels.height(), java.util.Arrays.copyOf(samples, count));
      return image;
    }
    int[] colours = new int[count];
    for (int i = 0; i < count; i++) {
      colours[i] =
          (samples[i] & 0xff) << 16
              | (samples[count + i] & 0xff) << 8
              | (samples[2 * count + i] & 0xff);
    }
    image.getRaster().setDataElements(0, 0, pixels.width(), pixels.height(), colours);
    return image;
  }

  private static BufferedImage scaled(BufferedImage image, int side) {
    int longest = Math.max(image.getWidth(), image.getHeight());
    if (side <= 0 || longest <= side) {
      return image;
    }
    // each step halves at most, so that every pixel counts
    int next = Math.max(side, (longest + 1) / 2);
    int width = Math.max(1, Math.round((float) image.getWidth() * next / longest));
    int height = Math.max(1, Math.round((float) image.getHeight() * next / longest));
    BufferedImage smaller = new BufferedImage(width, height, image.getType());
    Graphics2D graphics = smaller.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return scaled(smaller, side);
  }

  private static Picture png(BufferedImage image) {
    return write(image, "png", null);
  }

  private static Picture jpeg(BufferedImage image) {
    return write(image, "jpeg", JPEG_QUALITY);
  }

  private static Picture write(
      BufferedImage image, String format, @org.jspecify.annotations.Nullable Float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // in memory: ImageIO's cache would be a file
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (quality != null) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return new Picture(bytes.toByteArray(), "image/" + format, Map.of());
  }
}
