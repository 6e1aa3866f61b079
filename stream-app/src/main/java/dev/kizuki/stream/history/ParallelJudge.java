package dev.kizuki.stream.history;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Judges images in several threads, and hands the verdicts on in the order of the images. At most
 * two batches for each thread wait. Not thread-safe. The caller must close it, before its model.
 */
public final class ParallelJudge implements AutoCloseable {
  private static final byte[] EMPTY = new byte[0];

  /** The images that one thread judges at once. */
  private static final int CHUNK = 128;

  private final ExecutorService pool;
  private final BlockingQueue<ImageJudge> judges = new LinkedBlockingQueue<>();
  private final Queue<Batch> batches = new ArrayDeque<>();
  private final int most;
  private final Sink sink;

  private record Batch(
      List<ConsumerRecord<String, byte[]>> images, Future<List<Verdict>> verdicts) {}

  /** Receives the verdicts. */
  public interface Sink {
    /** Takes an image and its verdict. */
    void accept(ConsumerRecord<String, byte[]> image, Verdict verdict);
  }

  /**
   * @param threads the number of threads, at least 1
   * @param sink gets each image with its verdict, in the thread that calls this object
   */
  public ParallelJudge(
      Model model, Threshold threshold, ImageLimits limits, int threads, Sink sink) {
    this.sink = sink;
    this.most = 2 * threads;
    pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "history-judge");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < threads; i++) {
      judges.add(new ImageJudge(model, threshold, limits, ImageJudge.DEFAULT_BATCH));
    }
  }

  /** Judges images later; waits if too many images wait. */
  public void judge(List<ConsumerRecord<String, byte[]>> images) {
    for (int i = 0; i < images.size(); i += CHUNK) {
      if (batches.size() >= most) {
        handOn();
      }
      List<ConsumerRecord<String, byte[]>> chunk =
          images.subList(i, Math.min(images.size(), i + CHUNK));
      batches.add(new Batch(chunk, pool.submit(() -> verdicts(chunk))));
    }
  }

  private List<Verdict> verdicts(List<ConsumerRecord<String, byte[]>> images)
      throws InterruptedException {
    ImageJudge judge = judges.take();
    try {
      return judge.judge(
          images.stream().map(image -> image.value() == null ? EMPTY : image.value()).toList());
    } finally {
      judges.add(judge);
    }
  }

  private void handOn() {
    Batch batch = batches.remove();
    try {
      List<Verdict> verdicts = batch.verdicts().get();
      for (int i = 0; i < verdicts.size(); i++) {
        sink.accept(batch.images().get(i), verdicts.get(i));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("an image could not be judged", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while the images were judged", e);
    }
  }

  /** Hands on the verdicts of all images. */
  public void finish() {
    while (!batches.isEmpty()) {
      handOn();
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    while (!batches.isEmpty()) {
      // a judge must not be closed while it runs
      batches.remove().verdicts().cancel(false);
    }
    try {
      if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the threads that judge images do not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while the judging of a history stopped", e);
    }
    judges.forEach(ImageJudge::close);
  }
}
