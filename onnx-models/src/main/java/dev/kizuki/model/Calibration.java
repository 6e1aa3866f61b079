package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * The distances of the calibration images, which are normal and took no part in training: what
 * p-values and thresholds are read from. Split conformal prediction (Papadopoulos et al. 2002; Vovk
 * et al., "Algorithmic Learning in a Random World", 2005): if the images to come are exchangeable
 * with the calibration images, a p-value is at most {@code a} with a probability of at most {@code
 * a}, whatever the distribution of the distances.
 */
public final class Calibration {
  private final float[] distances;

  /**
   * @param distances of at least one image, finite, in any order; copied
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

  /** The number of calibration images. */
  public int size() {
    return distances.length;
  }

  /** The distances, ascending. */
  @JsonValue
  public float[] distances() {
    return distances.clone();
  }

  /**
   * {@code (1 + #{calibration distances >= distance}) / (n + 1)}: in [1 / (n + 1), 1]; small means
   * anomalous.
   */
  public double pValue(double distance) {
    return (1.0 + distances.length - firstAtLeast(distance)) / (distances.length + 1.0);
  }

  /**
   * The threshold that a share of at most {@code falseAlarmRate} of normal images exceeds: an image
   * is beyond it exactly if its p-value is at most that rate.
   *
   * @throws IllegalArgumentException if there are too few distances for so small a rate; the
   *     message says how many it takes
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

  /** The rank, from the top, of the distance that is the threshold for a rate. */
  public int allowed(double falseAlarmRate) {
    return (int) Math.floor(falseAlarmRate * (distances.length + 1) + 1e-9);
  }

  /** The fewest calibration images that a rate can be promised from: {@code 1 / rate - 1}. */
  public static int imagesNeededFor(double falseAlarmRate) {
    Threshold.requireRate(falseAlarmRate);
    return (int) Math.ceil(1 / falseAlarmRate - 1 - 1e-9);
  }

  /** The distance below which the share {@code q} of the calibration images lies. */
  public double quantile(double q) {
    return distances[(int) Math.round(q * (distances.length - 1))];
  }

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
