package dev.kizuki.stream.camera;

/**
 * The rhythm of a camera: the usual longest time between two images. A longer gap raises it by half
 * the way, but no more than to its double, so that one night of rest teaches little. It then sinks
 * by a fiftieth of the time that passes, so that about fifty shorter gaps make it forget. Not
 * thread-safe.
 */
final class Rhythm {
  private static final int ENOUGH = 10;
  private static final double RISE = 0.5;
  private static final double SINK = 0.02;

  private final double freeRiseMs;
  private long lastMs;
  private long count;
  private double gapMs;

  /**
   * @param freeRiseMs the gap that is learned at once, in milliseconds: it is too short to matter
   */
  Rhythm(CameraMemory memory, double freeRiseMs) {
    this.freeRiseMs = freeRiseMs;
    this.lastMs = memory.lastArrivalMs();
    this.count = memory.arrivals();
    this.gapMs = memory.usualGapMs();
  }

  void arrived(long atMs) {
    if (count++ == 0) {
      lastMs = atMs;
      return;
    }
    double gap = (double) (atMs - lastMs);
    if (gap <= 0) {
      return;
    }
    lastMs = atMs;
    if (gap <= gapMs) {
      gapMs = Math.max(gap, gapMs - SINK * gap);
    } else {
      double raised = gapMs + RISE * (gap - gapMs);
      gapMs = Math.min(raised, Math.max(2 * gapMs, freeRiseMs));
    }
  }

  /** Makes a silence usual. */
  void accept(long silenceMs) {
    gapMs = Math.max(gapMs, (double) silenceMs);
  }

  /** Returns whether enough images arrived to know the rhythm. */
  boolean isKnown() {
    return count >= ENOUGH;
  }

  long lastMs() {
    return lastMs;
  }

  long count() {
    return count;
  }

  double gapMs() {
    return gapMs;
  }
}
