package dev.kizuki.trainer.export;

import dev.kizuki.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws the golden images: ellipses, strokes and noise. So no picture of a user or of a data set is
 * stored in a model.
 */
final class GoldenDrawings {
  private GoldenDrawings() {}

  /** Draws images (C, H, W), uint8. The same seed gives the same drawings. */
  static List<byte[]> draw(Preprocessing shape, int count, long seed) {
    Random random = new Random(seed);
    List<byte[]> drawings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawings.add(draw(shape, Pattern.values()[i % Pattern.values().length], random));
    }
    return drawings;
  }

  private enum Pattern {
    ELLIPSE,
    STROKE,
    NOISE
  }

  private static byte[] draw(Preprocessing shape, Pattern pattern, Random random) {
    double centreX = between(random, 0.35, 0.65);
    double centreY = between(random, 0.35, 0.65);
    double a = between(random, 0.15, 0.35);
    double b = between(random, 0.15, 0.35);
    double angle = between(random, 0, Math.PI);
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      double x = (i % shape.width() + 0.5) / shape.width() - centreX;
      double y = (i / shape.width() % shape.height() + 0.5) / shape.height() - centreY;
      double along = x * Math.cos(angle) + y * Math.sin(angle);
      double across = y * Math.cos(angle) - x * Math.sin(angle);
      double ink =
          switch (pattern) {
            case ELLIPSE -> Math.abs(Math.hypot(along / a, across / b) - 1) < 0.25 ? 1 : 0;
            case STROKE -> Math.abs(along) < a && Math.abs(across) < 0.06 ? 1 : 0;
            case NOISE -> random.nextDouble();
          };
      pixels[i] = (byte) Math.round(25 + 205 * ink);
    }
    return pixels;
  }

  private static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
