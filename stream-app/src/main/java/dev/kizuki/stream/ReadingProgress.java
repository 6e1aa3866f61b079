package dev.kizuki.stream;

import dev.kizuki.stream.history.HistoryReader;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says on the error output how many records are read, if it takes longer than three seconds: at
 * most one line every ten seconds. Not thread-safe.
 */
final class ReadingProgress implements HistoryReader.Progress {
  private static final long SHOWN_AFTER = TimeUnit.SECONDS.toNanos(3);
  private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final LongSupplier nanoTime;
  private final long began;
  private long nextLine;

  /**
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  ReadingProgress(PrintWriter err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.nextLine = began + SHOWN_AFTER;
  }

  @Override
  public void read(long read, long all) {
    long now = nanoTime.getAsLong();
    if (read < all && now - nextLine >= 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(now - began);
      err.printf(
          "read %d of %d records, about %d s left%n",
          read, all, seconds * (all - read) / Math.max(1, read));
      err.flush();
      nextLine = now + BETWEEN_LINES;
    }
  }
}
