package dev.kizuki.stream;

import dev.kizuki.stream.history.HistoryReader;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Shows how much of the history is read, if it takes longer than three seconds: a bar on a
 * terminal, else at most one line every ten seconds. Both go to the error output. Not thread-safe.
 * The caller must close it.
 */
public final class HistoryProgress implements HistoryReader.Progress, AutoCloseable {
  private static final long SHOWN_AFTER = TimeUnit.SECONDS.toNanos(3);
  private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final long began;
  private long nextLine;
  private @Nullable ProgressBar bar;

  /**
   * @param err receives the lines; the bar goes to the error output of the process
   */
  public HistoryProgress(PrintWriter err) {
    this(err, CommandLine.Help.Ansi.AUTO.enabled(), System::nanoTime);
  }

  HistoryProgress(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.nextLine = began + SHOWN_AFTER;
  }

  @Override
  public void read(long read, long all) {
    long now = nanoTime.getAsLong();
    if (now - began < SHOWN_AFTER) {
      return;
    }
    if (terminal) {
      showBar(read, all);
    } else if (read < all && now - nextLine >= 0) {
      err.printf(
          "read %d of %d records after %d s%n",
          read, all, TimeUnit.NANOSECONDS.toSeconds(now - began));
      err.flush();
      nextLine = now + BETWEEN_LINES;
    }
  }

  private void showBar(long read, long all) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("history")
              .setInitialMax(all)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.stepTo(read);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
