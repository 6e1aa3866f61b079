package dev.kizuki.embedded.simulator;

import java.util.Random;

/**
 * Light that differs strongly from one picture to the next: gain, gamma, a gradient across the
 * picture, darker corners, and shot noise, whose variance grows with the level.
 *
 * @param gain a factor
 * @param gamma the exponent of the camera's curve
 * @param angle the direction in which the picture grows brighter, in radians
 * @param slope the change of brightness from the centre to the border, as a share
 * @param vignette the loss of brightness in the middle of a side, as a share
 * @param readNoise the standard deviation of the noise in the dark, in gray levels
 * @param shotNoise the variance of the noise for each gray level
 */
record MixedLight(
    double gain,
    double gamma,
    double angle,
    double slope,
    double vignette,
    double readNoise,
    double shotNoise)
    implements Light {
  private static final double WHITE = 255;

  static MixedLight draw(Random random) {
    return new MixedLight(
        Shapes.between(random, 0.6, 1.25),
        Math.exp(Shapes.between(random, Math.log(0.7), Math.log(1.4))),
        Shapes.between(random, 0, 2 * Math.PI),
        Shapes.between(random, 0.02, 0.35),
        Shapes.between(random, 0, 0.3),
        Shapes.between(random, 0.8, 3.5),
        Math.exp(Shapes.between(random, Math.log(0.02), Math.log(0.5))));
  }

  @Override
  public float expose(double level, double x, double y) {
    double across = x * Math.cos(angle) + y * Math.sin(angle);
    double light = gain * (1 + 2 * slope * across) * (1 - 4 * vignette * (x * x + y * y));
    double linear = Math.max(0, level / WHITE * light);
    return (float) (WHITE * Math.pow(linear, gamma));
  }

  @Override
  public double noise(double exposed) {
    return Math.sqrt(readNoise * readNoise + shotNoise * Math.min(exposed, WHITE));
  }
}
