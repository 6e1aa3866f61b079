package dev.kizuki.stream.console;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that make and write answers. They may wait for Kafka or for a client who reads
 * slowly. Their number and the number of waiting requests are bounded.
 */
final class ConsoleThreads implements Executor, AutoCloseable {
  private static final int THREADS = 16;
  private static final int WAITING = 1000;
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE.toMillis(),
          TimeUnit.MILLISECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread thread = new Thread(task, "console-http");
            thread.setDaemon(true);
            return thread;
          });

  ConsoleThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
