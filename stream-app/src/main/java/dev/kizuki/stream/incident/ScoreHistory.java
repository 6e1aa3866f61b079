package dev.kizuki.stream.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest scores of a device: at most 60 points, at most one a second. Of several images within
 * a second it keeps the highest score. Not thread-safe.
 */
public final class ScoreHistory {
  private static final int MOST_POINTS = 60;
  private static final long SECOND_MS = 1000;

  private final long[] timesMs = new long[MOST_POINTS];
  private final float[] scores = new float[MOST_POINTS];

  /** The number of points that were ever begun. */
  private long begun;

  /** Adds the score of an image. */
  public void add(long atMs, double score) {
    int last = (int) ((begun + MOST_POINTS - 1) % MOST_POINTS);
    if (begun > 0 && atMs - timesMs[last] < SECOND_MS) {
      scores[last] = Math.max(scores[last], (float) score);
      return;
    }
    int next = (int) (begun % MOST_POINTS);
    timesMs[next] = atMs;
    scores[next] = (float) score;
    begun++;
  }

  /** The points, the oldest first. */
  public List<ScorePoint> points() {
    List<ScorePoint> points = new ArrayList<>();
    for (long i = Math.max(0, begun - MOST_POINTS); i < begun; i++) {
      int at = (int) (i % MOST_POINTS);
      points.add(
          new ScorePoint(
              Instant.ofEpochMilli(timesMs[at]), Math.round(scores[at] * 1000.0) / 1000.0));
    }
    return points;
  }
}
