package dev.kizuki.embedded.simulator;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A camera whose light, focus and noise differ from those of the cameras that the model learned
 * from. It takes pictures of good parts. The same seed gives the same pictures. Not thread-safe.
 */
final class OddCamera {
  private final PartCamera parts;
  private final Random random;
  private final double light;
  private final double blur;
  private final double noise;

  OddCamera(int seed) {
    // the first numbers of neighbouring seeds are alike
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    light = 0.85 + 0.3 * random.nextDouble();
    blur = 0.4 * random.nextDouble();
    noise = 5 * random.nextDouble();
    parts = new PartCamera(seed);
  }

  /** The next picture, as PNG. */
  byte[] next() {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(parts.next(null)));
      int side = image.getWidth();
      int[] samples = image.getRaster().getPixels(0, 0, side, side, (int[]) null);
      image.getRaster().setPixels(0, 0, side, side, changed(samples, side));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int[] changed(int[] samples, int side) {
    int[] changed = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      int column = i % side;
      int left = column == 0 ? i : i - 1;
      int right = column == side - 1 ? i : i + 1;
      int above = i < side ? i : i - side;
      int below = i + side >= samples.length ? i : i + side;
      double around = (samples[left] + samples[right] + samples[above] + samples[below]) / 4.0;
      double value =
          light * ((1 - blur) * samples[i] + blur * around) + noise * random.nextGaussian();
      changed[i] = (int) Math.round(Math.max(0, Math.min(255, value)));
    }
    return changed;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "light %.2f, blur %.2f, noise %.1f", light, blur, noise);
  }
}
