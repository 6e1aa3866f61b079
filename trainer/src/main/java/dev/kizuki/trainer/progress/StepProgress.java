package dev.kizuki.trainer.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
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
 * at most one line every ten seconds. Both go to the error output. The caller must close it.
 */
public final class StepProgress implements Progress, AutoCloseable {
  private static final long SHOWN_AFTER = TimeUnit.SECONDS.toNanos(3);
  private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final AtomicLong done = new AtomicLong();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private String step = "";
  private String remark = "";
  private long total;
  private long began;
  private long nextLine;
  private @Nullable ProgressBar bar;

  /**
   * @param err receives the lines; the bar goes to the error output of the process
   */
  public StepProgress(PrintWriter err) {
    this(err, CommandLine.Help.Ansi.AUTO.enabled(), System::nanoTime);
    Future<?> unused = clock.scheduleAtFixedRate(this::show, 1, 1, TimeUnit.SECONDS);
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
    this.remark = "";
    this.total = total;
    this.began = nanoTime.getAsLong();
    done.set(0);
  }

  @Override
  public void advance(long units) {
    done.addAndGet(units);
  }

  @Override
  public synchronized void remark(String text) {
    remark = text;
  }

  /** Shows the step if it is time to. */
  synchronized void show() {
    long now = nanoTime.getAsLong();
    if (step.isEmpty() || now - began < SHOWN_AFTER) {
      return;
    }
    if (terminal) {
      showBar(now);
    } else if (now - nextLine >= 0) {
      err.println(line(now));
      err.flush();
      nextLine = now + BETWEEN_LINES;
    }
  }

  private String line(long now) {
    return "%s: %d of %d after %d s%s"
        .formatted(
            step,
            Math.min(done.get(), total),
            total,
            TimeUnit.NANOSECONDS.toSeconds(now - began),
            remark.isEmpty() ? "" : ", " + remark);
  }

  private void showBar(long now) {
    long shown = Math.min(done.get(), total);
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(step)
              .setInitialMax(total)
              .startsFrom(0, Duration.ofNanos(now - began))
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.setExtraMessage(remark);
    bar.stepTo(shown);
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** Ends the last step. */
  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      closeBar();
      step = "";
    }
  }
}
