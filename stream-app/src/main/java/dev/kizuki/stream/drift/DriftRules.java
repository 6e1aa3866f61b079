package dev.kizuki.stream.drift;

import java.time.Duration;

/**
 * The rules that find the drift of a device. Messages of the constructor begin with the name of the
 * component.
 *
 * @param every the shortest time between two images of a device that count
 * @param tolerance the distance of the mean p-value from 0.5 that is no drift, between 0 and 0.5
 * @param falseAlarmsPerYear the most false alarms for each device and year, on average
 */
public record DriftRules(Duration every, double tolerance, double falseAlarmsPerYear) {
  private static final double YEAR_SECONDS = 365.25 * 24 * 3600;

  /**
   * The mean p-value of an unchanged device differs from 0.5, because its burn-in is a sample. So
   * many standard deviations of that difference lie within the tolerance.
   */
  private static final double DEVIATIONS = 4;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public DriftRules {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException("every must be positive, was " + every);
    }
    if (!(tolerance > 0 && tolerance < 0.5)) {
      throw new IllegalArgumentException("tolerance must be between 0 and 0.5, was " + tolerance);
    }
    if (!(falseAlarmsPerYear > 0)) {
      throw new IllegalArgumentException(
          "falseAlarmsPerYear must be positive, was " + falseAlarmsPerYear);
    }
  }

  /** The images that pass between two false alarms on average, at least; 1 or more. */
  double imagesPerFalseAlarm() {
    double imagesPerYear = YEAR_SECONDS / (every.toNanos() / 1e9);
    return Math.max(1, imagesPerYear / falseAlarmsPerYear);
  }

  /**
   * The fewest normal images of a burn-in. The mean p-value given a burn-in of n images has a
   * standard deviation of 1 / sqrt(12 n).
   */
  public int imagesNeeded() {
    double deviation = tolerance / DEVIATIONS;
    return (int) Math.ceil(1 / (12 * deviation * deviation));
  }
}
