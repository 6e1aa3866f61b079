package dev.kizuki.trainer.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Shows the progress of one step on stderr, from its third second on: a bar, or without a terminal
 * a line every ten seconds. Not thread-safe.
 */
public final class StepProgress implements AutoCloseable {
  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final Duration NEXT = Duration.ofSeconds(10);

  private final String step;
  private final long expected;
  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final long start;
  private long nextLine;
  private long done;
  private @Nullable ProgressBar bar;

  /**
   * @param step what is done, such as "Fitting the Gaussians"
   * @param expected the expected number of images
   */
  public StepProgress(String step, long expected, PrintWriter err) {
    this(step, expected, err, CommandLine.Help.Ansi.AUTO.enabled(), System::nanoTime);
  }

  StepProgress(String step, long expected, PrintWriter err, boolean terminal, LongSupplier nanos) {
    this.step = step;
    this.expected = expected;
    this.err = err;
    this.terminal = terminal;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.nextLine = start + FIRST.toNanos();
  }

  /** Counts one image. */
  public void image() {
    done++;
    if (bar != null) {
      bar.stepTo(done);
    } else if (nanos.getAsLong() >= nextLine) {
      show();
    }
  }

  private void show() {
    long now = nanos.getAsLong();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(step)
              .setInitialMax(expected)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
      bar.stepTo(done);
      return;
    }
    nextLine = now + NEXT.toNanos();
    long left = (now - start) / done * Math.max(0, expected - done);
    err.printf(
        "%s: %d of %d images, about %d s left%n",
        step, done, Math.max(done, expected), Duration.ofNanos(left).toSeconds());
    err.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
