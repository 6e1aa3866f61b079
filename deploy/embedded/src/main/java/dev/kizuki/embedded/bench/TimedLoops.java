package dev.kizuki.embedded.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the same loop in several threads at once, for a given time, and measures them together.
 *
 * @param threads the number of threads
 * @param time the duration of a measurement
 */
record TimedLoops(int threads, Duration time) {
  private static final String THREAD = "bench-loop";

  /** Processes images, one after the other, until the time is over. */
  interface Loop {
    /**
     * @param end the time to stop at, by {@link System#nanoTime}
     * @return the number of images
     */
    long run(long end);
  }

  Measurement measure(Loop loop) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, task -> new Thread(task, THREAD));
    try {
      ThreadCosts.Reading before = ThreadCosts.read(THREAD::equals);
      long start = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(() -> loop.run(start + time.toNanos())));
      }
      long images = 0;
      for (Future<Long> count : counts) {
        images += count.get();
      }
      long nanos = System.nanoTime() - start;
      // The threads of the pool live until it is shut down, so their costs can still be read.
      return Measurement.of(images, nanos, ThreadCosts.read(THREAD::equals).since(before));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a thread of the bench failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
