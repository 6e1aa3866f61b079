package dev.kizuki.trainer.report;

import dev.kizuki.trainer.evaluation.Progress;
import java.io.PrintWriter;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Shows the progress of each step that takes longer than three seconds: a bar on a terminal, else
 * at most a line every ten seconds. The caller must close it.
 */
public final class StepProgress implements Progress, AutoCloseable {
  private static final long SECOND_MILLIS = 1000;
  private static final long SHOWN_AFTER = TimeUnit.SECONDS.toNanos(3);
  private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final AtomicLong done = new AtomicLong();
  private final Timer clock = new Timer("progress", true);

  private String step = "";
  private long total;
  private long began;
  private long nextLine;
  private @Nullable ProgressBar bar;

  /**
   * @param err receives the lines; the bar goes to the error output of the process
   */
  public StepProgress(PrintWriter err) {
    this(err, CommandLine.Help.Ansi.AUTO.enabled(), System::nanoTime);
    clock.schedule(
        new TimerTask() {
          @Override
          public void run() {
            show();
          }
        },
        SECOND_MILLIS,
        SECOND_MILLIS);
  }

  /** Without a clock of its own: the caller calls {@link #show}. */
  StepProgress(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.nextLine = nanoTime.getAsLong();
  }

  @Override
  public synchronized void begin(String step, long total) {
    closeBar();
    this.step = step;
    this.total = total;
    this.began = nanoTime.getAsLong();
    done.set(0);
  }

  @Override
  public void advance() {
    done.incrementAndGet();
  }

  /** Shows the step if it is time to. */
  synchronized void show() {
    long now = nanoTime.getAsLong();
    if (step.isEmpty() || now - began < SHOWN_AFTER) {
      return;
    }
    if (terminal) {
      showBar();
    } else if (now - nextLine >= 0) {
      err.printf(
          "%s: %d of %d after %d s%n",
          step, Math.min(done.get(), total), total, TimeUnit.NANOSECONDS.toSeconds(now - began));
      err.flush();
      nextLine = now + BETWEEN_LINES;
    }
  }

  private void showBar() {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(step)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.stepTo(Math.min(done.get(), total));
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    clock.cancel();
    synchronized (this) {
      closeBar();
      step = "";
    }
  }
}
