package dev.kizuki.embedded.bench;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the way from an encoded image to its score: decoding, scaling, inference and threshold.
 * Each thread has a judge of its own and judges one image after the other.
 *
 * @param payloads encoded images that the model accepts
 * @param threads the number of threads
 * @param time the duration of a measurement
 */
record ScoringLine(String name, Model model, List<byte[]> payloads, int threads, Duration time)
    implements Line {
  private static final String THREAD = "bench-scoring";

  @Override
  public Measurement run() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, task -> new Thread(task, THREAD));
    try {
      ThreadCosts.Reading before = ThreadCosts.read(THREAD::equals);
      long start = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(() -> judge(start + time.toNanos())));
      }
      long images = 0;
      for (Future<Long> count : counts) {
        images += count.get();
      }
      long nanos = System.nanoTime() - start;
      // The threads of the pool live until it is shut down, so their costs can still be read.
      return Measurement.of(images, nanos, ThreadCosts.read(THREAD::equals).since(before));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scoring thread failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private long judge(long end) {
    long images = 0;
    try (ImageJudge judge = new ImageJudge(model, ImageLimits.LOCAL_FILES)) {
      while (System.nanoTime() < end) {
        Verdict verdict = judge.judge(payloads.get((int) (images++ % payloads.size())));
        if (verdict instanceof Verdict.Rejected rejected) {
          throw new IllegalStateException("an image was rejected: " + rejected.rejection());
        }
      }
    }
    return images;
  }
}
