package dev.kizuki.stream.lifecycle;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a task on a thread of its own. Exceptions and errors of the task are logged. */
public final class Periodic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);
  private static final long STOP_TIMEOUT_S = 8;

  private final String name;
  private final Runnable task;
  private final Duration pause;
  private final ScheduledExecutorService executor;

  /**
   * @param name the name of the thread
   * @param pause the time between the end of one run and the start of the next
   */
  public Periodic(String name, Duration pause, Runnable task) {
    this.name = name;
    this.task = task;
    this.pause = pause;
    this.executor = Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, name));
  }

  /**
   * Starts the thread.
   *
   * @param delay the time until the first run
   */
  public void start(Duration delay) {
    var unused = // run() lets nothing through
        executor.scheduleWithFixedDelay(
            this::run, delay.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // the executor would stop repeating after an error too, without a log line
      LOG.atError()
          .setCause(e)
          .addKeyValue("task", name)
          .log("the task failed; it runs again after the pause");
    }
  }

  /** Interrupts the task and waits up to 8 s for its end. The task does not run again. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.atWarn().addKeyValue("task", name).log("the task did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
