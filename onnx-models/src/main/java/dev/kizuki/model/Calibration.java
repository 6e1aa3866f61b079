package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * The distances of the calibration images. They give p-values and thresholds. The calibration
 * images are normal and were not used for training.
 *
 * <p>The method is split conformal prediction (Papadopoulos et al. 2002; Vovk et al., "Algorithmic
 * Learning in a Random World", 2005). It assumes that new normal images are exchangeable with the
 * calibration images. Then a p-value is at most {@code a} with a probability of at most {@code a},
 * for any distribution of the distances.
 */
public final class Calibration {
  private final float[] distances;

  /**
   * @param distances the distances of at least one image, finite and >= 0, in any order; copied
   */
  @JsonCreator
  public Calibration(float[] distances) {
    if (distances.length == 0) {
      throw new IllegalArgumentException("there must be at least one calibration distance");
    }
    this.distances = distances.clone();
    Arrays.sort(this.distances);
    if (!Float.isFinite(this.distances[distances.length - 1]) || this.distances[0] < 0) {
      throw new IllegalArgumentException("calibration distances must be finite and >= 0");
    }
  }

  /** Returns the number of calibration images. */
  public int size() {
    return distances.length;
  }

  /** Returns a copy of the distances, ascending. */
  @JsonValue
  public float[] distances() {
    return distances.clone();
  }

  /**
   * Returns the p-value of a distance: {@code (1 + #{calibration distances >= distance}) / (n +
   * 1)}. It is in [1 / (n + 1), 1]; a small p-value means anomalous.
   */
  public double pValue(double distance) {
    return (1.0 + distances.length - firstAtLeast(distance)) / (distances.length + 1.0);
  }

  /**
   * Returns the threshold that a share of at most {@code falseAlarmRate} of normal images exceeds.
   * An image exceeds it exactly if its p-value is at most that rate.
   *
   * @throws IllegalArgumentException if there are too few distances for the rate; the message says
   *     how many the rate needs
   */
  public Threshold threshold(double falseAlarmRate) {
    int needed = imagesNeededFor(falseAlarmRate);
    if (distances.length < needed) {
      throw new IllegalArgumentException(
          "a false-alarm rate of %s needs at least %d calibration images, there are %d"
              .formatted(falseAlarmRate, needed, distances.length));
    }
    return new Threshold(
        distances[distances.length - allowed(falseAlarmRate)],
        falseAlarmRate,
        Threshold.Rule.CONFORMAL);
  }

  /**
   * Returns the rank of the threshold for a rate, counted from the largest distance, which has rank
   * 1. Rank 0 means that there are too few distances.
   */
  public int allowed(double falseAlarmRate) {
    return (int) Math.floor(falseAlarmRate * (distances.length + 1) + 1e-9);
  }

  /** Returns the fewest calibration images that a rate needs, {@code 1 / rate - 1}, rounded up. */
  public static int imagesNeededFor(double falseAlarmRate) {
    Threshold.requireRate(falseAlarmRate);
    return (int) Math.ceil(1 / falseAlarmRate - 1 - 1e-9);
  }

  /**
   * Returns a quantile of the distances.
   *
   * @param q the probability of the quantile, in [0, 1]; 0.5 gives the median
   */
  public double quantile(double q) {
    return distances[(int) Math.round(q * (distances.length - 1))];
  }

  /** Returns the index of the first distance that is at least {@code distance}. */
  private int firstAtLeast(double distance) {
    int low = 0;
    int high = distances.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (distances[middle] < distance) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
