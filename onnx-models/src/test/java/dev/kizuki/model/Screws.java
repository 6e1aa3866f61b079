package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.Random;

/**
 * Draws screws of any direction on a noisy background: a wide dark head, a shaft with a bright and
 * dark thread, and a point. Lengths are in units of 1/512 of the image's side.
 */
final class Screws {
  static final double HEAD_FROM = -150;
  static final double SHAFT_FROM = -100;
  static final double TO = 150;
  private static final int BACKGROUND = 190;

  private final int side;
  private final int channels;
  private final Random random;

  Screws(int side, int channels, long seed) {
    this.side = side;
    this.channels = channels;
    this.random = new Random(seed);
  }

  /** A direction from the head to the point, in radians. */
  double anyAngle() {
    return random.nextDouble() * 2 * Math.PI;
  }

  Pixels screw(double angle) {
    return screw(angle, 1, 0);
  }

  /**
   * Draws a screw.
   *
   * @param shaft the length of the shaft, as a share of the usual one
   * @param bend how far the second half of the shaft is bent, as a slope
   */
  Pixels screw(double angle, double shaft, double bend) {
    double middleX = 256 + 40 * (random.nextDouble() - 0.5);
    double middleY = 256 + 40 * (random.nextDouble() - 0.5);
    double to = SHAFT_FROM + (TO - SHAFT_FROM) * shaft;
    byte[] samples = new byte[channels * side * side];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double x = (column + 0.5) * 512 / side - middleX;
        double y = (row + 0.5) * 512 / side - middleY;
        double along = x * Math.cos(angle) + y * Math.sin(angle);
        double across = y * Math.cos(angle) - x * Math.sin(angle);
        double value = brightness(along, across - bend * Math.max(0, along - 20), to);
        for (int channel = 0; channel < channels; channel++) {
          double noisy = value + 4 * random.nextGaussian();
          samples[(channel * side + row) * side + column] =
              (byte) Math.max(0, Math.min(255, Math.round(noisy)));
        }
      }
    }
    return new Pixels(channels, side, side, samples);
  }

  Pixels background() {
    return screw(0, -10, 0);
  }

  private static double brightness(double along, double across, double to) {
    if (to < SHAFT_FROM) {
      return BACKGROUND;
    }
    double side = Math.abs(across);
    if (along >= HEAD_FROM && along < SHAFT_FROM && side < 45) {
      return 60;
    }
    double halfWidth = Math.min(18, (to - along) * 0.6);
    if (along >= SHAFT_FROM && along < to && side < halfWidth) {
      return 110 + 70 * Math.sin((along + across) / 3.5);
    }
    return BACKGROUND;
  }
}
