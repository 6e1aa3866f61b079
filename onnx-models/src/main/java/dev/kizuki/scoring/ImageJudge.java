package dev.kizuki.scoring;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Threshold;
import java.util.ArrayList;
import java.util.List;
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

  private final Preprocessing preprocessing;
  private final Calibration calibration;
  private final Threshold threshold;
  private final ImageDecoder decoder;

  /** Whether the decoder's raw pixels are the model's input. */
  private final boolean rawIsInput;

  private final DistanceRunner runner;
  private final float[] distances;

  /** The index of the image in each slot of the batch. */
  private final int[] batch;

  private long decodeNanos;
  private long inferenceNanos;

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
    this(model, threshold, decoder(model.metadata().preprocessing(), limits), true, maxBatch);
  }

  /**
   * Creates a judge that uses another decoder, for example one with another raw format. It
   * preprocesses raw pixels like any other image.
   */
  public ImageJudge(Model model, ImageDecoder decoder) {
    this(model, model.metadata().threshold(), decoder, false, DEFAULT_BATCH);
  }

  private ImageJudge(
      Model model, Threshold threshold, ImageDecoder decoder, boolean rawIsInput, int wantedBatch) {
    this.preprocessing = model.metadata().preprocessing();
    this.calibration = model.metadata().calibration();
    this.threshold = threshold;
    this.decoder = decoder;
    this.rawIsInput = rawIsInput;
    int maxBatch =
        Math.max(
            1, Math.min(wantedBatch, MAX_BATCH_SAMPLES / model.metadata().preprocessing().size()));
    this.runner = new DistanceRunner(model, maxBatch);
    this.distances = new float[maxBatch];
    this.batch = new int[maxBatch];
  }

  private static ImageDecoder decoder(Preprocessing shape, ImageLimits limits) {
    return new ImageDecoder(limits, new RawFormat(shape.channels(), shape.height(), shape.width()));
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
    return judge(payloads, null);
  }

  /**
   * Judges images as {@link #judge(List)} does, and hands the decoded images to a listener.
   *
   * @param listener null for none
   * @return one verdict for each image, in the same order
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public List<Verdict> judge(List<byte[]> payloads, @Nullable PixelsListener listener) {
    @Nullable Verdict[] verdicts = new Verdict[payloads.size()];
    int pending = 0;
    inferenceNanos = 0;
    long start = System.nanoTime();
    for (int i = 0; i < verdicts.length; i++) {
      Rejection rejection = prepare(i, payloads.get(i), pending, listener);
      if (rejection != null) {
        verdicts[i] = new Verdict.Rejected(rejection);
      } else {
        batch[pending++] = i;
      }
      if (pending == batch.length) {
        runBatch(pending, verdicts);
        pending = 0;
      }
    }
    runBatch(pending, verdicts);
    decodeNanos = System.nanoTime() - start - inferenceNanos;
    return complete(verdicts);
  }

  /** Returns the time that the last call spent on decoding and preprocessing, in nanoseconds. */
  public long decodeNanos() {
    return decodeNanos;
  }

  /** Returns the time that the last call spent on running the model, in nanoseconds. */
  public long inferenceNanos() {
    return inferenceNanos;
  }

  /** Writes one image to a slot of the batch; returns the rejection if it cannot. */
  private @Nullable Rejection prepare(
      int index, byte[] payload, int slot, @Nullable PixelsListener listener) {
    Decoding decoding = decoder.decode(payload);
    if (decoding instanceof Rejection rejection) {
      return rejection;
    }
    Pixels pixels = (Pixels) decoding;
    if (listener != null) {
      listener.decoded(index, pixels);
    }
    if (rawIsInput && decoder.isRaw(payload)) {
      runner.input(slot).put(pixels.samples(), 0, preprocessing.size());
      return null;
    }
    return preprocessing.write(pixels, runner.input(slot)).orElse(null);
  }

  private void runBatch(int pending, @Nullable Verdict[] verdicts) {
    if (pending == 0) {
      return;
    }
    long start = System.nanoTime();
    runner.distances(pending, distances);
    inferenceNanos += System.nanoTime() - start;
    for (int i = 0; i < pending; i++) {
      verdicts[batch[i]] = Verdict.of(distances[i], threshold, calibration);
    }
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
    runner.close();
  }
}
