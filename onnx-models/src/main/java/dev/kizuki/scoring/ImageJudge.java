package dev.kizuki.scoring;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges images: decodes their bytes, runs the model in batches and returns verdicts. The service,
 * the offline commands and the trainer's calibration all use it. Not thread-safe: use one per
 * thread. The caller must close it, before its model.
 */
public final class ImageJudge implements AutoCloseable {
  /** The usual batch; larger batches are not faster. */
  public static final int DEFAULT_BATCH = 64;

  /** The most samples of one batch; limits the memory of the feature maps of large images. */
  private static final int MAX_BATCH_SAMPLES = 1 << 21;

  private final PreparedImages images;
  private final InputJudge inputs;
  private long decodeNanos;

  /** Creates a judge with the model's own threshold and {@link #DEFAULT_BATCH}. */
  public ImageJudge(Model model, ImageLimits limits) {
    this(model, model.metadata().threshold(), limits, DEFAULT_BATCH);
  }

  /**
   * Creates a judge with a threshold of its own. It takes raw pixels of the model's size as the
   * model's input: it neither resizes nor aligns them.
   *
   * @param limits the limits for each image
   * @param maxBatch the most images of one batch; large images get a smaller one
   */
  public ImageJudge(Model model, Threshold threshold, ImageLimits limits, int maxBatch) {
    this(model, threshold, new PreparedImages(model.metadata().preprocessing(), limits), maxBatch);
  }

  /**
   * Creates a judge that uses another decoder, for example one with another raw format. It
   * preprocesses raw pixels like any other image.
   */
  public ImageJudge(Model model, ImageDecoder decoder) {
    this(
        model,
        model.metadata().threshold(),
        new PreparedImages(model.metadata().preprocessing(), decoder),
        DEFAULT_BATCH);
  }

  private ImageJudge(Model model, Threshold threshold, PreparedImages images, int wantedBatch) {
    this.images = images;
    this.inputs = new InputJudge(model, threshold, batchOf(model, wantedBatch));
  }

  /** Returns the size of a batch: what is wanted, or less for large images. */
  static int batchOf(Model model, int wanted) {
    return Math.max(
        1, Math.min(wanted, MAX_BATCH_SAMPLES / model.metadata().preprocessing().size()));
  }

  /**
   * Judges one image. {@link #judge(List)} is faster for many images.
   *
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Verdict judge(byte[] payload) {
    return judge(List.of(payload)).get(0);
  }

  /**
   * Judges any number of images. A payload that is not an image is rejected and throws nothing.
   *
   * @return one verdict for each image, in the same order
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public List<Verdict> judge(List<byte[]> payloads) {
    return judge(payloads, null, null, null);
  }

  /**
   * Judges images as {@link #judge(List)} does, and hands the decoded images, the model's inputs
   * and the latent codes to listeners.
   *
   * @param pixels receives each decoded image; null for none
   * @param prepared receives each input of the model; null for none
   * @param encoded null for none; not called if the model gives no latent codes
   * @return one verdict for each image, in the same order
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public List<Verdict> judge(
      List<byte[]> payloads,
      @Nullable PixelsListener pixels,
      @Nullable InputListener prepared,
      @Nullable LatentListener encoded) {
    @Nullable Verdict[] verdicts = new Verdict[payloads.size()];
    inputs.start((verdict, i) -> verdicts[i] = verdict, encoded);
    long listening = 0;
    long start = System.nanoTime();
    for (int i = 0; i < verdicts.length; i++) {
      Optional<Rejection> rejection = images.write(payloads.get(i), inputs.next(), i, pixels);
      if (rejection.isPresent()) {
        verdicts[i] = new Verdict.Rejected(rejection.get());
        continue;
      }
      if (prepared != null) {
        long before = System.nanoTime();
        prepared.prepared(i, inputs.written());
        listening += System.nanoTime() - before;
      }
      inputs.take(i);
    }
    inputs.finish();
    decodeNanos = System.nanoTime() - start - inputs.nanos() - listening;
    return complete(verdicts);
  }

  /**
   * Returns what judges inputs that another judge has prepared. It uses the buffers of this judge:
   * do not judge images at the same time.
   */
  public InputJudge inputs() {
    return inputs;
  }

  /** Returns the time that the last call spent on decoding and preprocessing, in nanoseconds. */
  public long decodeNanos() {
    return decodeNanos;
  }

  /** Returns the time that the last call spent on running the model, in nanoseconds. */
  public long inferenceNanos() {
    return inputs.nanos();
  }

  private static List<Verdict> complete(@Nullable Verdict[] verdicts) {
    List<Verdict> complete = new ArrayList<>(verdicts.length);
    for (Verdict verdict : verdicts) {
      if (verdict == null) {
        throw new IllegalStateException("an image has no verdict");
      }
      complete.add(verdict);
    }
    return complete;
  }

  @Override
  public void close() {
    inputs.close();
  }
}
