package dev.kizuki.stream;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says on the error output how many files are scored, if it takes longer than three seconds: at
 * most one line every ten seconds. Not thread-safe.
 */
final class ScoringProgress {
  private static final long SHOWN_AFTER = TimeUnit.SECONDS.toNanos(3);
  private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final LongSupplier nanoTime;
  private final int total;
  private final long began;
  private long nextLine;

  /**
   * @param total the number of files
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  ScoringProgress(PrintWriter err, int total, LongSupplier nanoTime) {
    this.err = err;
    this.total = total;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.nextLine = began + SHOWN_AFTER;
  }

  /** Shows the progress if it is time to. */
  void show(int done) {
    long now = nanoTime.getAsLong();
    if (done < total && now - nextLine >= 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(now - began);
      err.printf(
          "scored %d of %d files, about %d s left%n",
          done, total, seconds * (total - done) / Math.max(1, done));
      err.flush();
      nextLine = now + BETWEEN_LINES;
    }
  }
}
