package dev.kizuki.stream.camera;

import dev.kizuki.image.Pixels;
import java.util.Random;

/**
 * Draws what a camera above a machine sees: a fixed frame with screws, a bright part in any pose in
 * the middle, light, and the noise of the sensor. The same seed gives the same pictures.
 */
final class DrawnScene {
  static final int SIDE = 64;

  private static final double NOISE = 2;
  private static final int TILE = 1 << 16;

  private final Random random;
  private final PictureMeasure measure = new PictureMeasure();
  private final float[] frame = new float[SIDE * SIDE];
  private final float[] noise = new float[TILE];

  DrawnScene(long seed) {
    this.random = new Random(seed);
    for (int i = 0; i < TILE; i++) {
      noise[i] = (float) (NOISE * random.nextGaussian());
    }
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean inside = x >= 12 && x < 54 && y >= 10 && y < 50;
        boolean screw = !inside && (x / 5 + 2 * (y / 6)) % 4 == 0;
        frame[y * SIDE + x] = inside ? 60 : screw ? 190 : 120;
      }
    }
  }

  /** How the camera takes a picture. */
  record Shot(double light, int blur, int right, int down, boolean part) {
    static final Shot GOOD = new Shot(1, 0, 0, 0, true);

    Shot light(double factor) {
      return new Shot(factor, blur, right, down, part);
    }

    Shot blur(int radius) {
      return new Shot(light, radius, right, down, part);
    }

    Shot moved(int pixelsRight, int pixelsDown) {
      return new Shot(light, blur, pixelsRight, pixelsDown, part);
    }

    Shot empty() {
      return new Shot(light, blur, right, down, false);
    }
  }

  /** Takes a picture of the next part. */
  Picture next(Shot shot) {
    float[] scene = frame.clone();
    if (shot.part()) {
      drawPart(scene);
    }
    for (int pass = 0; pass < 2 && shot.blur() > 0; pass++) {
      scene = blurred(scene, shot.blur());
    }
    byte[] samples = new byte[SIDE * SIDE];
    int tile = random.nextInt(TILE);
    for (int i = 0; i < samples.length; i++) {
      int x = Math.floorMod(i % SIDE - shot.right(), SIDE);
      int y = Math.floorMod(i / SIDE - shot.down(), SIDE);
      double level = scene[y * SIDE + x] * shot.light() + noise[(tile + i) % TILE];
      samples[i] = (byte) Math.round(Math.max(0, Math.min(255, level)));
    }
    return measure.measure(new Pixels(1, SIDE, SIDE, samples));
  }

  private void drawPart(float[] scene) {
    double angle = random.nextDouble() * 2 * Math.PI;
    double centreX = 33 + 3 * random.nextGaussian();
    double centreY = 30 + 3 * random.nextGaussian();
    for (int y = 12; y < 48; y++) {
      for (int x = 14; x < 52; x++) {
        double along = (x - centreX) * Math.cos(angle) + (y - centreY) * Math.sin(angle);
        double across = (y - centreY) * Math.cos(angle) - (x - centreX) * Math.sin(angle);
        if (Math.abs(along) < 12 && Math.abs(across) < 5) {
          scene[y * SIDE + x] = Math.abs(along) < 3 ? 90 : 170;
        }
      }
    }
  }

  private static float[] blurred(float[] scene, int radius) {
    float[] result = new float[scene.length];
    for (int i = 0; i < scene.length; i++) {
      float sum = 0;
      for (int y = i / SIDE - radius; y <= i / SIDE + radius; y++) {
        for (int x = i % SIDE - radius; x <= i % SIDE + radius; x++) {
          sum += scene[Math.floorMod(y, SIDE) * SIDE + Math.floorMod(x, SIDE)];
        }
      }
      result[i] = sum / ((2 * radius + 1) * (2 * radius + 1));
    }
    return result;
  }
}
