package dev.kizuki.stream.recalibration;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Judges images with several threads. Not thread-safe. The caller must close it, before its model.
 */
final class ParallelJudge implements AutoCloseable {
  private final List<ImageJudge> judges = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * @param threads the number of threads, at least 1
   */
  ParallelJudge(Model model, ImageLimits limits, int threads) {
    for (int i = 0; i < threads; i++) {
      judges.add(new ImageJudge(model, limits));
    }
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /**
   * Judges images.
   *
   * @return one verdict for each image, in the same order
   * @throws IllegalStateException if ONNX Runtime fails
   */
  List<Verdict> judge(List<byte[]> images) {
    int part = Math.max(1, (images.size() + judges.size() - 1) / judges.size());
    List<Future<List<Verdict>>> parts = new ArrayList<>();
    for (int start = 0; start < images.size(); start += part) {
      List<byte[]> some = images.subList(start, Math.min(images.size(), start + part));
      ImageJudge judge = judges.get(parts.size());
      parts.add(threads.submit(() -> judge.judge(some)));
    }
    List<Verdict> verdicts = new ArrayList<>(images.size());
    for (Future<List<Verdict>> each : parts) {
      verdicts.addAll(get(each));
    }
    return verdicts;
  }

  private static List<Verdict> get(Future<List<Verdict>> part) {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("images cannot be scored", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while scoring images", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    judges.forEach(ImageJudge::close);
  }
}
