package dev.kizuki.embedded.simulator;

import static dev.kizuki.embedded.simulator.PartCamera.SIZE;
import static dev.kizuki.embedded.simulator.PartScene.CANVAS;
import static dev.kizuki.embedded.simulator.PartScene.OVERSAMPLING;

import java.awt.image.BufferedImage;
import java.util.Random;

/** Reduces a scene to the size of the picture, under uneven light. */
final class Exposure {
  private final Random random;

  Exposure(Random random) {
    this.random = random;
  }

  /**
   * Exposes a scene. The brightness changes from one side to the other, in a random direction.
   *
   * @return gray levels, (height, width), row-major, without noise; may exceed 255
   */
  float[] expose(BufferedImage scene) {
    double brightness = Shapes.between(random, 0.85, 1.1);
    double angle = Shapes.between(random, 0, 2 * Math.PI);
    double slope = Shapes.between(random, 0.05, 0.3);
    int[] samples = scene.getRaster().getSamples(0, 0, CANVAS, CANVAS, 0, (int[]) null);
    float[] light = new float[SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double across =
            ((x - SIZE / 2.0) * Math.cos(angle) + (y - SIZE / 2.0) * Math.sin(angle)) / SIZE;
        light[y * SIZE + x] = (float) (mean(samples, x, y) * brightness * (1 + 2 * slope * across));
      }
    }
    return light;
  }

  /** Returns the mean of the samples that one pixel of the picture covers. */
  private static double mean(int[] samples, int x, int y) {
    double sum = 0;
    for (int row = 0; row < OVERSAMPLING; row++) {
      for (int column = 0; column < OVERSAMPLING; column++) {
        sum += samples[(y * OVERSAMPLING + row) * CANVAS + x * OVERSAMPLING + column];
      }
    }
    return sum / (OVERSAMPLING * OVERSAMPLING);
  }
}
