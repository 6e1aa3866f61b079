package dev.kizuki.scoring;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Threshold;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of images to verdicts, many at once: what the service, the offline commands and the
 * trainer's calibration all run. One per thread; whoever makes one closes it, before its model.
 */
public final class ImageJudge implements AutoCloseable {
  /** Beyond this, a larger batch is no faster. */
  public static final int DEFAULT_BATCH = 64;

  /** Samples of one batch: large images are scored few at a time, for the memory of their maps. */
  private static final int BATCH_SAMPLES = 1 << 21;

  private final Preprocessing preprocessing;
  private final Calibration calibration;
  private final Threshold threshold;
  private final ImageDecoder decoder;
  private final DistanceRunner runner;
  private final float[] distances;
  private final int[] batch;
  private long decodeNanos;
  private long inferenceNanos;

  /** With the model's own threshold and the usual batch. */
  public ImageJudge(Model model, ImageLimits limits) {
    this(model, model.metadata().threshold(), limits, DEFAULT_BATCH);
  }

  public ImageJudge(Model model, Threshold threshold, ImageLimits limits, int maxBatch) {
    this(model, threshold, decoder(model.metadata().preprocessing(), limits), maxBatch);
  }

  /** For images that are decoded otherwise than by the model's own raw format. */
  public ImageJudge(Model model, ImageDecoder decoder) {
    this(model, model.metadata().threshold(), decoder, DEFAULT_BATCH);
  }

  private ImageJudge(Model model, Threshold threshold, ImageDecoder decoder, int wantedBatch) {
    this.preprocessing = model.metadata().preprocessing();
    this.calibration = model.metadata().calibration();
    this.threshold = threshold;
    this.decoder = decoder;
    int maxBatch =
        Math.max(1, Math.min(wantedBatch, BATCH_SAMPLES / model.metadata().preprocessing().size()));
    this.runner = new DistanceRunner(model, maxBatch);
    this.distances = new float[maxBatch];
    this.batch = new int[maxBatch];
  }

  private static ImageDecoder decoder(Preprocessing shape, ImageLimits limits) {
    return new ImageDecoder(limits, new RawFormat(shape.channels(), shape.height(), shape.width()));
  }

  /** One image; cheaper by the image through {@link #judge(List)}. */
  public Verdict judge(byte[] payload) {
    return judge(List.of(payload)).get(0);
  }

  /**
   * Any number of images.
   *
   * @return a verdict for each, in order
   * @throws IllegalStateException if ONNX Runtime fails; no payload whatever makes it throw
   */
  public List<Verdict> judge(List<byte[]> payloads) {
    @Nullable Verdict[] verdicts = new Verdict[payloads.size()];
    int pending = 0;
    inferenceNanos = 0;
    long start = System.nanoTime();
    for (int i = 0; i < verdicts.length; i++) {
      Rejection rejection = prepare(payloads.get(i), pending);
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

  /** How long the last call took to turn bytes into the model's inputs. */
  public long decodeNanos() {
    return decodeNanos;
  }

  /** How long the last call took to run the model. */
  public long inferenceNanos() {
    return inferenceNanos;
  }

  /** Writes one image into its slot of the batch, or says why it cannot be. */
  private @Nullable Rejection prepare(byte[] payload, int slot) {
    Decoding decoding = decoder.decode(payload);
    if (decoding instanceof Rejection rejection) {
      return rejection;
    }
    return preprocessing.write((Pixels) decoding, runner.input(slot)).orElse(null);
  }

  private void runBatch(int pending, @Nullable Verdict[] verdicts) {
    if (pending == 0) {
      return;
    }
    long start = System.nanoTime();
    runner.distances(pending, distances);
    inferenceNanos += System.nanoTime() - start;
    for (int i = 0; i < pending; i++) {
      verdicts[batch[i]] = verdict(distances[i]);
    }
  }

  private Verdict verdict(float distance) {
    if (!Float.isFinite(distance)) {
      return new Verdict.Rejected(
          new Rejection(RejectionReason.NOT_FINITE, "the model gave a distance of " + distance));
    }
    Score score = new Score(distance, threshold.distance(), calibration.pValue(distance));
    return threshold.isExceededBy(distance)
        ? new Verdict.Anomalous(score)
        : new Verdict.Normal(score);
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
