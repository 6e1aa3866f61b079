package dev.kizuki.trainer;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small pictures of noisy rings, and of crosses, which are not normal. */
public final class TestImages {
  public static final int SIDE = 16;

  private TestImages() {}

  public static void rings(Path folder, int count, long seed) {
    rings(folder, count, seed, SIDE, SIDE);
  }

  public static void rings(Path folder, int count, long seed, int width, int height) {
    write(folder, "ring", count, seed, width, height);
  }

  public static void crosses(Path folder, int count, long seed) {
    crosses(folder, count, seed, SIDE, SIDE);
  }

  public static void crosses(Path folder, int count, long seed, int width, int height) {
    write(folder, "cross", count, seed, width, height);
  }

  private static void write(Path folder, String kind, int count, long seed, int width, int height) {
    Random random = new Random(seed);
    try {
      Files.createDirectories(folder);
      for (int i = 0; i < count; i++) {
        Path file = folder.resolve("%s-%04d.png".formatted(kind, i));
        ImageIO.write(picture(kind, random, width, height), "png", file.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage picture(String kind, Random random, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    double centreX = width / 2.0 + random.nextGaussian() / 2;
    double centreY = height / 2.0 + random.nextGaussian() / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dx = x + 0.5 - centreX;
        double dy = y + 0.5 - centreY;
        boolean ink =
            kind.equals("ring")
                ? Math.abs(Math.hypot(dx, dy) - 5) < 1.2
                : Math.abs(dx - dy) < 1.5 || Math.abs(dx + dy) < 1.5;
        double value = (ink ? 200 : 30) + 15 * random.nextGaussian();
        image.getRaster().setSample(x, y, 0, (int) Math.max(0, Math.min(255, value)));
      }
    }
    return image;
  }

  /** MNIST's files with rings, labelled 0, and crosses, labelled 1. */
  public static void idx(Path folder, String prefix, int rings, int crosses, long seed) {
    Random random = new Random(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + (rings + crosses) * SIDE * SIDE);
    images.putInt(0x803).putInt(rings + crosses).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + rings + crosses);
    labels.putInt(0x801).putInt(rings + crosses);
    for (int i = 0; i < rings + crosses; i++) {
      BufferedImage picture = picture(i < rings ? "ring" : "cross", random, SIDE, SIDE);
      images.put(((DataBufferByte) picture.getRaster().getDataBuffer()).getData());
      labels.put((byte) (i < rings ? 0 : 1));
    }
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(prefix + "-images-idx3-ubyte"), images.array());
      Files.write(folder.resolve(prefix + "-labels-idx1-ubyte"), labels.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
