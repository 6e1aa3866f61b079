package dev.kizuki.stream.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest scores of a device, at most one a second. It needs 12 bytes for each score, and grows
 * only as far as needed. Not thread-safe.
 */
public final class ScoreHistory {
  private static final int FIRST = 16;
  private static final int SECOND_MS = 1000;

  private final int most;
  private long[] times = new long[FIRST];
  private float[] scores = new float[FIRST];
  private int start;
  private int size;

  /**
   * @param most the most scores that are kept, at least 16
   */
  public ScoreHistory(int most) {
    this.most = most;
  }

  /**
   * Adds a score. Of several scores within a second it keeps the highest.
   *
   * @param atMs milliseconds since 1970; a time before the last one is ignored
   */
  public void add(long atMs, double score) {
    if (size > 0) {
      int last = index(size - 1);
      if (atMs < times[last]) {
        return;
      }
      if (atMs / SECOND_MS == times[last] / SECOND_MS) {
        scores[last] = Math.max(scores[last], (float) score);
        return;
      }
    }
    if (size == times.length && size < most) {
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
    int room = Math.min(most, times.length * 2);
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

  /** Returns the scores, the oldest first. Three digits after the point are enough for a chart. */
  public List<ScorePoint> points() {
    List<ScorePoint> points = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      double rounded = Math.round(scores[index(i)] * 1000.0) / 1000.0;
      points.add(new ScorePoint(Instant.ofEpochMilli(times[index(i)]), rounded));
    }
    return points;
  }
}
