package dev.kizuki.embedded.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes square gray images with bright strokes on a dark background, similar to digits. */
final class BenchImages {
  private static final int STROKES = 5;

  private BenchImages() {}

  /** Returns images of raw pixels, (1, side, side), uint8; the same at each call. */
  static List<byte[]> raw(int side, int count) {
    Random random = new Random(7);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(strokes(side, random));
    }
    return images;
  }

  private static byte[] strokes(int side, Random random) {
    byte[] pixels = new byte[side * side];
    for (int stroke = 0; stroke < STROKES; stroke++) {
      double x = side * (0.25 + 0.5 * random.nextDouble());
      double y = side * (0.25 + 0.5 * random.nextDouble());
      double angle = 2 * Math.PI * random.nextDouble();
      for (int step = 0; step < side / 2; step++) {
        int column = (int) Math.floorMod((long) (x + step * Math.cos(angle)), (long) side);
        int row = (int) Math.floorMod((long) (y + step * Math.sin(angle)), (long) side);
        pixels[row * side + column] = (byte) (128 + random.nextInt(128));
      }
    }
    return pixels;
  }

  /** Returns uniformly distributed random samples, uint8. */
  static byte[] noise(int samples, long seed) {
    byte[] pixels = new byte[samples];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  /** Returns samples of 255. */
  static byte[] white(int samples) {
    byte[] pixels = new byte[samples];
    Arrays.fill(pixels, (byte) 255);
    return pixels;
  }

  /**
   * Encodes raw pixels, (1, side, side), uint8.
   *
   * @param format png or jpeg
   */
  static byte[] encoded(byte[] raw, int side, String format) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, side, side, raw);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an image in memory", e);
    }
    return bytes.toByteArray();
  }
}
