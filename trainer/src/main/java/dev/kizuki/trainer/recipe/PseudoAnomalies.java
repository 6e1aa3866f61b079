package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.PixelStore;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Makes distorted copies of small normal images, by which the feature is chosen without any real
 * anomaly.
 */
final class PseudoAnomalies {
  /** The range of the largest displacement of a pixel, as a share of the shorter side. */
  private static final double LEAST_FARTHEST = 0.06;

  private static final double MOST_FARTHEST = 0.12;

  /** The smallest number of copies. */
  private static final int COPIES = 2000;

  /** The number of nodes along each side of the grid on which displacements are drawn. */
  private static final int NODES = 4;

  private PseudoAnomalies() {}

  /**
   * Makes spoiled copies, the same number of each image.
   *
   * @param positions the positions of the images in the store
   */
  static PixelStore of(PixelStore images, int[] positions, long seed) {
    Random random = new Random(seed);
    Preprocessing shape = images.shape();
    int copies = Math.max(1, COPIES / positions.length);
    PixelStore spoiled = new PixelStore(shape, copies * positions.length);
    for (int i = 0; i < spoiled.size(); i++) {
      float[] image = floats(images.image(positions[i % positions.length]), shape.size());
      write(bent(image, shape, random), spoiled.image(i));
    }
    return spoiled;
  }

  private static float[] floats(ByteBuffer pixels, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = pixels.get(i) & 0xff;
    }
    return values;
  }

  private static void write(float[] values, ByteBuffer target) {
    for (float value : values) {
      target.put((byte) Math.round(value));
    }
  }

  /** Distorts an image elastically: Simard, Steinkraus &amp; Platt, 2003. */
  private static float[] bent(float[] image, Preprocessing shape, Random random) {
    int height = shape.height();
    int width = shape.width();
    double[] down = movements(random);
    double[] right = movements(random);
    double farthest = random.nextDouble(LEAST_FARTHEST, MOST_FARTHEST) * Math.min(height, width);
    float[] bent = new float[image.length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double v = (NODES - 1.0) * row / (height - 1);
        double u = (NODES - 1.0) * column / (width - 1);
        double y = row + farthest * smooth(down, NODES, NODES, v, u);
        double x = column + farthest * smooth(right, NODES, NODES, v, u);
        for (int channel = 0; channel < shape.channels(); channel++) {
          bent[(channel * height + row) * width + column] =
              (float) between(image, channel * height * width, height, width, y, x);
        }
      }
    }
    return bent;
  }

  /** Draws displacements in [-1, 1]; the largest absolute value is 1. */
  private static double[] movements(Random random) {
    double[] movements = random.doubles(NODES * NODES, -1, 1).toArray();
    double largest = 0;
    for (double movement : movements) {
      largest = Math.max(largest, Math.abs(movement));
    }
    for (int i = 0; i < movements.length; i++) {
      movements[i] /= largest;
    }
    return movements;
  }

  /**
   * Interpolates between four nodes with Hermite's smooth step on both axes, so that no edges
   * appear at the nodes.
   */
  private static double smooth(double[] nodes, int rows, int columns, double y, double x) {
    int row = Math.min((int) y, rows - 2);
    int column = Math.min((int) x, columns - 2);
    double v = step(y - row);
    double u = step(x - column);
    int i = row * columns + column;
    return (1 - v) * ((1 - u) * nodes[i] + u * nodes[i + 1])
        + v * ((1 - u) * nodes[i + columns] + u * nodes[i + columns + 1]);
  }

  private static double step(double t) {
    return t * t * (3 - 2 * t);
  }

  /** Interpolates bilinearly. Beyond the border the nearest pixel counts. */
  private static double between(
      float[] values, int start, int rows, int columns, double y, double x) {
    double insideY = Math.max(0, Math.min(rows - 1.001, y));
    double insideX = Math.max(0, Math.min(columns - 1.001, x));
    int row = (int) insideY;
    int column = (int) insideX;
    double v = insideY - row;
    double u = insideX - column;
    int i = start + row * columns + column;
    return (1 - v) * ((1 - u) * values[i] + u * values[i + 1])
        + v * ((1 - u) * values[i + columns] + u * values[i + columns + 1]);
  }
}
