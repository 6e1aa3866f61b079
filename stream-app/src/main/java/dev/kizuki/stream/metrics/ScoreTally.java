package dev.kizuki.stream.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the images of one model by score: {@value #BINS} bins of 0.1 from 0 to 3, and a last one
 * for higher scores. Thread-safe.
 */
public final class ScoreTally {
  /** The number of bins, with the last one for all higher scores. */
  public static final int BINS = 31;

  private static final double BINS_PER_UNIT = 10;

  private final AtomicLongArray bins = new AtomicLongArray(BINS);

  /** Counts an image. */
  public void add(double score) {
    bins.incrementAndGet((int) Math.min(BINS - 1, score * BINS_PER_UNIT));
  }

  /** The counts, the bin of the lowest scores first. */
  public List<Long> counts() {
    List<Long> counts = new ArrayList<>(BINS);
    for (int i = 0; i < BINS; i++) {
      counts.add(bins.get(i));
    }
    return counts;
  }
}
