package dev.kizuki.scoring;

import dev.kizuki.model.Threshold;
import java.nio.ByteBuffer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges prepared inputs of a model in batches: {@link #start}, then any number of inputs, then
 * {@link #finish}. Not thread-safe. The caller must close it, before its model.
 */
public final class InputJudge implements AutoCloseable {
  private final Model model;
  private final Threshold threshold;
  private final DistanceRunner runner;
  private final float[] distances;

  /** The index of the image in each slot of the batch. */
  private final int[] batch;

  private ObjIntConsumer<Verdict> sink = (verdict, i) -> {};
  private @Nullable LatentListener encoded;
  private int pending;
  private long nanos;

  /**
   * @param maxBatch the most inputs of one batch
   */
  InputJudge(Model model, Threshold threshold, int maxBatch) {
    this.model = model;
    this.threshold = threshold;
    this.runner = new DistanceRunner(model, maxBatch);
    this.distances = new float[maxBatch];
    this.batch = new int[maxBatch];
  }

  /**
   * Forgets inputs that were not judged, and counts the time from zero.
   *
   * @param verdicts gets each verdict and the number of its input, when a batch was run
   * @param latents null for none; not called if the model gives no latent codes
   */
  public void start(ObjIntConsumer<Verdict> verdicts, @Nullable LatentListener latents) {
    sink = verdicts;
    encoded = latents;
    pending = 0;
    nanos = 0;
  }

  /** Returns the buffer for the next input, positioned at the first of its (C, H, W) bytes. */
  ByteBuffer next() {
    return runner.input(pending);
  }

  /** Returns the input that was written to {@link #next}, (C, H, W) bytes. */
  ByteBuffer written() {
    ByteBuffer input = next();
    return input.limit(input.position() + model.metadata().preprocessing().size());
  }

  /**
   * Takes a prepared input, and runs the model if the batch is full.
   *
   * @param index the number that comes with its verdict
   * @param input (C, H, W) bytes from its position to its limit; copied
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public void take(int index, ByteBuffer input) {
    next().put(input);
    take(index);
  }

  /**
   * Takes the input that was written to {@link #next}, and runs the model if the batch is full.
   *
   * @param index the number that comes with its verdict
   * @throws IllegalStateException if ONNX Runtime fails
   */
  void take(int index) {
    batch[pending++] = index;
    if (pending == batch.length) {
      finish();
    }
  }

  /**
   * Judges the inputs that are left.
   *
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public void finish() {
    if (pending == 0) {
      return;
    }
    int n = pending;
    pending = 0;
    long start = System.nanoTime();
    runner.distances(n, distances);
    nanos += System.nanoTime() - start;
    for (int i = 0; i < n; i++) {
      sink.accept(Verdict.of(distances[i], threshold, model.metadata().calibration()), batch[i]);
    }
    if (encoded != null && runner.hasLatents()) {
      for (int i = 0; i < n; i++) {
        encoded.encoded(batch[i], runner.latent(i));
      }
    }
  }

  /** Returns the time in the model since {@link #start}, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  @Override
  public void close() {
    runner.close();
  }
}
