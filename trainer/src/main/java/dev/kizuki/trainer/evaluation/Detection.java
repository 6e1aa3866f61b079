package dev.kizuki.trainer.evaluation;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Measures how well scores separate normal from anomalous test images. A larger score is more
 * anomalous.
 */
public final class Detection {
  private static final int MOST_THRESHOLDS = 1000;

  private final double[] normal;
  private final double[] anomalous;

  /**
   * @param normal the scores of at least one normal image; copied
   * @param anomalous the scores of at least one anomalous image; copied
   */
  public Detection(double[] normal, double[] anomalous) {
    if (normal.length == 0 || anomalous.length == 0) {
      throw new IllegalArgumentException(
          "there must be normal and anomalous images, there are %d and %d"
              .formatted(normal.length, anomalous.length));
    }
    this.normal = normal.clone();
    this.anomalous = anomalous.clone();
    Arrays.sort(this.normal);
    Arrays.sort(this.anomalous);
  }

  /**
   * The counts at a threshold.
   *
   * @param truePositives the anomalous images above the threshold
   * @param falsePositives the normal images above the threshold
   * @param falseNegatives the anomalous images not above the threshold
   */
  public record Outcome(
      double threshold, int truePositives, int falsePositives, int falseNegatives) {
    /** The share of alarms that are right; 1 if there is no alarm. */
    public double precision() {
      int alarms = truePositives + falsePositives;
      return alarms == 0 ? 1 : (double) truePositives / alarms;
    }

    /** The share of anomalies that are found. */
    public double recall() {
      return (double) truePositives / (truePositives + falseNegatives);
    }

    /** The harmonic mean of precision and recall. */
    public double f() {
      return 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
    }
  }

  /**
   * The area under the ROC curve: the probability that an anomalous image has a larger score than a
   * normal image, with ties counted half (Mann &amp; Whitney 1947).
   */
  public double auroc() {
    double sum = 0;
    for (double score : anomalous) {
      int below = firstAbove(normal, score, false);
      int notAbove = firstAbove(normal, score, true);
      sum += (below + notAbove) / 2.0;
    }
    return sum / normal.length / anomalous.length;
  }

  /**
   * The mean of the precision at each anomalous image, in the order of their scores. Equal scores
   * count together.
   */
  public double averagePrecision() {
    double sum = 0;
    int i = anomalous.length;
    while (i > 0) {
      double score = anomalous[i - 1];
      int first = firstAbove(anomalous, score, false);
      int truePositives = anomalous.length - first;
      int falsePositives = normal.length - firstAbove(normal, score, false);
      sum += (double) (i - first) * truePositives / (truePositives + falsePositives);
      i = first;
    }
    return sum / anomalous.length;
  }

  /** Counts at a threshold. An image is anomalous if its score is above the threshold. */
  public Outcome at(double threshold) {
    int truePositives = anomalous.length - firstAbove(anomalous, threshold, true);
    return new Outcome(
        threshold,
        truePositives,
        normal.length - firstAbove(normal, threshold, true),
        anomalous.length - truePositives);
  }

  /**
   * The counts at the threshold of the largest F. It uses the test labels, so it is an upper bound
   * and not a rule for a threshold. The threshold is finite; it may be just below the smallest
   * score.
   */
  public Outcome best() {
    Outcome best = at(Math.nextDown(Math.min(normal[0], anomalous[0])));
    for (double[] scores : new double[][] {normal, anomalous}) {
      for (double score : scores) {
        Outcome outcome = at(score);
        if (outcome.f() > best.f()) {
          best = outcome;
        }
      }
    }
    return best;
  }

  /**
   * The counts at the lowest threshold that at most a share of the normal test images exceeds. It
   * uses the test images, so it is an upper bound and not a rule for a threshold.
   *
   * @param falseAlarmRate the share, in [0, 1)
   */
  public Outcome atFalseAlarmRate(double falseAlarmRate) {
    return at(normal[normal.length - 1 - (int) Math.floor(falseAlarmRate * normal.length + 1e-9)]);
  }

  /**
   * Returns at most a thousand thresholds at which the counts change, from below the smallest score
   * to the largest score.
   */
  public double[] thresholds() {
    double[] all =
        DoubleStream.concat(Arrays.stream(normal), Arrays.stream(anomalous))
            .sorted()
            .distinct()
            .toArray();
    int steps = Math.min(MOST_THRESHOLDS, all.length);
    return DoubleStream.concat(
            DoubleStream.of(Math.nextDown(all[0])),
            IntStream.rangeClosed(1, steps)
                .mapToDouble(i -> all[(int) ((long) i * all.length / steps) - 1]))
        .toArray();
  }

  public int normalCount() {
    return normal.length;
  }

  public int anomalousCount() {
    return anomalous.length;
  }

  /** Returns the index of the first score that is at least the limit, or above it. */
  private static int firstAbove(double[] sorted, double limit, boolean strictly) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (strictly ? sorted[middle] <= limit : sorted[middle] < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
