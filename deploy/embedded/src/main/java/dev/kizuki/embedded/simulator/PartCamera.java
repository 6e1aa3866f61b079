package dev.kizuki.embedded.simulator;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of stamped metal plates, {@value #SIZE} x {@value #SIZE} pixels, gray. No two
 * pictures are equal: the position of the part, the direction of the light, the grain of the belt
 * and the noise of the sensor vary. The difference to a reference picture therefore does not find
 * the defects.
 *
 * <p>The same seed gives the same pictures. Not thread-safe.
 */
public final class PartCamera {
  /** Width and height of a picture, in pixels. */
  public static final int SIZE = 64;

  /** Standard deviation of the sensor's noise, in gray levels. */
  private static final double NOISE = 5;

  private final Random random;
  private final PartScene scene;
  private final Exposure exposure;

  public PartCamera(long seed) {
    this.random = new Random(seed);
    this.scene = new PartScene(random);
    this.exposure = new Exposure(random);
  }

  /**
   * Takes a picture of the next part.
   *
   * @param defect the defect of the part; null for a good part
   * @return the picture as PNG
   */
  public byte[] next(@Nullable Defect defect) {
    float[] light = exposure.expose(scene.draw(defect));
    int[] pixels = new int[SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      double value = light[i] + NOISE * random.nextGaussian();
      pixels[i] = (int) Math.round(Math.max(0, Math.min(255, value)));
    }
    return png(pixels);
  }

  private static byte[] png(int[] pixels) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, SIZE, SIZE, pixels);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
