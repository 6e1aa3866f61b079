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

  /**
   * Returns images of a rough surface, (1, side, side), uint8, which encode about as badly as
   * photographs do; the same at each call.
   */
  static List<byte[]> textured(int side, int count) {
    Random random = new Random(11);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(texture(side, random));
    }
    return images;
  }

  /** Adds grids of random brightness, the coarser the stronger, and some noise. */
  private static byte[] texture(int side, Random random) {
    double[] light = new double[side * side];
    for (int cell = 64; cell >= 4; cell /= 4) {
      double[] grid = random.doubles((side / cell + 2L) * (side / cell + 2L), -1, 1).toArray();
      int stride = side / cell + 2;
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          int i = row / cell * stride + column / cell;
          double v = row % cell / (double) cell;
          double u = column % cell / (double) cell;
          double upper = grid[i] + u * (grid[i + 1] - grid[i]);
          double lower = grid[i + stride] + u * (grid[i + stride + 1] - grid[i + stride]);
          light[row * side + column] += 6 * Math.sqrt(cell) * (upper + v * (lower - upper));
        }
      }
    }
    byte[] pixels = new byte[side * side];
    for (int i = 0; i < pixels.length; i++) {
      double value = 120 + light[i] + 3 * random.nextGaussian();
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return pixels;
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
