package dev.kizuki.trainer.defect;

import java.util.Random;

/** Draws the outline of a synthetic defect. Sizes are for images of about 256 pixels. */
enum DefectShape {
  /** A turned ellipse with half axes of 1.5 to 20 pixels. */
  ELLIPSE {
    @Override
    Outline outline(Random random) {
      double a = logUniform(random, 2, 22);
      double b = logUniform(random, 2, 22);
      return new Outline(Math.max(a, b), (x, y) -> (1 - Math.hypot(x / a, y / b)) * Math.min(a, b));
    }
  },
  /** An ellipse whose radius varies with the direction. */
  BLOB {
    @Override
    Outline outline(Random random) {
      double radius = logUniform(random, 2.5, 20);
      double[] amplitudes = new double[4];
      double[] phases = new double[4];
      for (int i = 0; i < amplitudes.length; i++) {
        amplitudes[i] = random.nextDouble(0, 0.35) / Math.sqrt(i + 1);
        phases[i] = random.nextDouble(0, 2 * Math.PI);
      }
      return new Outline(
          2 * radius,
          (x, y) -> {
            double angle = Math.atan2(y, x);
            double r = 1;
            for (int i = 0; i < amplitudes.length; i++) {
              r += amplitudes[i] * Math.cos((i + 2) * angle + phases[i]);
            }
            return Math.max(0.3, r) * radius - Math.hypot(x, y);
          });
    }
  },
  /** A turned rectangle with sides of 3 to 40 pixels. */
  RECTANGLE {
    @Override
    Outline outline(Random random) {
      double a = logUniform(random, 2, 22);
      double b = logUniform(random, 2, 22);
      return new Outline(Math.hypot(a, b), (x, y) -> Math.min(a - Math.abs(x), b - Math.abs(y)));
    }
  },
  /** A bent line with a half width of 0.5 to 2.5 pixels and a half length of 6 to 70 pixels. */
  SCRATCH {
    @Override
    Outline outline(Random random) {
      double halfWidth = random.nextDouble(0.5, 2.5);
      double halfLength = logUniform(random, 6, 70);
      double bend = random.nextGaussian() * 0.2 / halfLength;
      double wave = random.nextDouble(0, 1.5);
      double phase = random.nextDouble(0, 2 * Math.PI);
      double period = random.nextDouble(8, 40);
      return new Outline(
          halfLength * (1 + Math.abs(bend) * halfLength),
          (x, y) -> {
            double centre = bend * x * x + wave * Math.sin(x / period * 2 * Math.PI + phase);
            return Math.min(halfWidth - Math.abs(y - centre), halfLength - Math.abs(x));
          });
    }
  };

  /** Measures how far a point lies inside an outline. */
  interface Inside {
    /** Returns the signed distance to the outline, in pixels, roughly; above 0 inside. */
    double at(double x, double y);
  }

  /**
   * An outline around (0, 0).
   *
   * @param radius the largest distance of a point inside from (0, 0), in pixels
   * @param inside the outline
   */
  record Outline(double radius, Inside inside) {}

  /** The number of pixels beyond the radius in which a soft edge can lie. */
  private static final int MARGIN = 3;

  abstract Outline outline(Random random);

  /** Draws a shape at a random place and angle. */
  Mark draw(int height, int width, Random random) {
    Outline outline = outline(random);
    double centreX = random.nextDouble(0, width);
    double centreY = random.nextDouble(0, height);
    int reach = (int) Math.ceil(outline.radius) + MARGIN;
    int top = Math.max(0, (int) centreY - reach);
    int left = Math.max(0, (int) centreX - reach);
    int rows = Math.min(height, (int) centreY + reach + 1) - top;
    int columns = Math.min(width, (int) centreX + reach + 1) - left;
    double angle = random.nextDouble(0, 2 * Math.PI);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double edge = random.nextBoolean() ? 1 : random.nextDouble(1, 4);
    float[] weights = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double x = left + column + 0.5 - centreX;
        double y = top + row + 0.5 - centreY;
        double inside = outline.inside.at(x * cos + y * sin, y * cos - x * sin);
        weights[row * columns + column] = (float) Math.max(0, Math.min(1, inside / edge + 0.5));
      }
    }
    return new Mark(top, left, rows, columns, weights);
  }

  private static double logUniform(Random random, double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }
}
