package dev.kizuki.stream.console;

import java.time.Duration;
import java.util.Arrays;

/**
 * The scores of one device in the last 10 minutes, at most one a second. It needs 12 bytes for each
 * score, and grows only as far as needed. Not thread-safe.
 */
final class ScoreHistory {
  static final long KEPT_MS = Duration.ofMinutes(10).toMillis();

  private static final int MOST = (int) (KEPT_MS / 1000);
  private static final int FIRST = 16;

  private long[] times = new long[FIRST];
  private float[] scores = new float[FIRST];
  private int start;
  private int size;

  /**
   * Adds a score. A score within a second after the last one replaces it, if it is higher.
   *
   * @param atMs milliseconds since 1970; a time before the last one is ignored
   */
  void add(long atMs, double score) {
    if (size > 0) {
      int last = index(size - 1);
      if (atMs < times[last]) {
        return;
      }
      if (atMs / 1000 == times[last] / 1000) {
        scores[last] = Math.max(scores[last], (float) score);
        return;
      }
    }
    if (size == times.length && size < MOST) {
      grow();
    }
    if (size == times.length) {
      start = index(1);
      size--;
    }
    int next = index(size);
    times[next] = atMs;
    scores[next] = (float) score;
    size++;
  }

  private int index(int i) {
    return (start + i) % times.length;
  }

  private void grow() {
    int room = Math.min(MOST, times.length * 2);
    long[] newTimes = new long[room];
    float[] newScores = new float[room];
    for (int i = 0; i < size; i++) {
      newTimes[i] = times[index(i)];
      newScores[i] = scores[index(i)];
    }
    times = newTimes;
    scores = newScores;
    start = 0;
  }

  /** Returns pairs of time (milliseconds since 1970) and score, the oldest first. */
  double[][] points(long nowMs) {
    double[][] points = new double[size][];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (times[index(i)] > nowMs - KEPT_MS) {
        points[count++] = new double[] {times[index(i)], rounded(scores[index(i)])};
      }
    }
    return Arrays.copyOf(points, count);
  }

  /** Four digits after the point are enough for a chart. */
  private static double rounded(float score) {
    return Math.round(score * 10_000.0) / 10_000.0;
  }
}
