package dev.kizuki.trainer.calibration;

import dev.kizuki.model.Calibration;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Draws calibration distances from known distributions, for tests. */
public final class DrawnDistances {
  private DrawnDistances() {}

  /** Draws distances by the inverse of a distribution function. */
  public static Calibration of(int images, Random random, DoubleUnaryOperator inverse) {
    float[] distances = new float[images];
    for (int i = 0; i < images; i++) {
      distances[i] = (float) inverse.applyAsDouble(random.nextDouble());
    }
    return new Calibration(distances);
  }
}
