package dev.kizuki.model;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The test of Mann and Kendall for a rise of values in their order: Mann, "Nonparametric tests
 * against trend", 1945; Kendall, "Rank Correlation Methods", 1975. The variance accounts for equal
 * values. The p-value is the normal approximation with continuity correction, which is accurate
 * from ten values on. It assumes independent values: neighbours that are alike make it too small.
 *
 * @param tau the share of pairs that rise less the share of pairs that fall, in [-1, 1]
 * @param pValue the probability of at least this rise if there is no trend, in [0, 1]
 */
public record Trend(double tau, double pValue) {
  /** A set of distances has a trend if its p-value is less than this. */
  private static final double SMALL = 0.001;

  /**
   * Tests values in time {@code O(n log n)}.
   *
   * @param values finite values in the order of their arrival; fewer than two have no trend
   */
  public static Trend of(float[] values) {
    long pairs = (long) values.length * (values.length - 1) / 2;
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double variance = variance(sorted);
    if (pairs == 0 || variance <= 0) {
      return new Trend(0, 1);
    }
    long rise = rise(values, sorted);
    double z = (rise - Math.signum((double) rise)) / Math.sqrt(variance);
    double pValue = NormalDistribution.of(0, 1).survivalProbability(z);
    return new Trend((double) rise / pairs, pValue);
  }

  /** Returns whether the values rise by more than chance explains. */
  public boolean isRising() {
    return pValue < SMALL;
  }

  /** Counts the pairs that rise less those that fall, with a Fenwick tree over the ranks. */
  private static long rise(float[] values, float[] sorted) {
    int[] tree = new int[sorted.length + 1];
    long rise = 0;
    for (int i = 0; i < values.length; i++) {
      int less = first(sorted, values[i]);
      int smaller = count(tree, less);
      int equalToo = count(tree, firstAbove(sorted, values[i]));
      rise += smaller - (i - equalToo);
      for (int node = less + 1; node < tree.length; node += node & -node) {
        tree[node]++;
      }
    }
    return rise;
  }

  /** The number of earlier values among the smallest {@code ranks}. */
  private static int count(int[] tree, int ranks) {
    int sum = 0;
    for (int node = ranks; node > 0; node -= node & -node) {
      sum += tree[node];
    }
    return sum;
  }

  private static double variance(float[] sorted) {
    double variance = term(sorted.length);
    for (int i = 0; i < sorted.length; ) {
      int end = firstAbove(sorted, sorted[i]);
      variance -= term(end - i);
      i = end;
    }
    return variance / 18;
  }

  private static double term(double n) {
    return n * (n - 1) * (2 * n + 5);
  }

  private static int first(float[] sorted, float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int firstAbove(float[] sorted, float value) {
    return first(sorted, Math.nextUp(value));
  }
}
