package dev.kizuki.scoring;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.Explanation;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Threshold;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds where an image is anomalous. It reads the map of models that compute one, and covers window
 * after window of the image for all others: see {@link Evidence.Method}. Not thread-safe: use one
 * per thread. The caller must close it, before its model.
 */
public final class EvidenceRunner implements AutoCloseable {
  /** The time for one image of a model without a map. */
  public static final Duration DEFAULT_BUDGET = Duration.ofMillis(300);

  private final Preprocessing preprocessing;
  private final Calibration calibration;
  private final Threshold threshold;
  private final PreparedImages images;
  private final Attribution attribution;

  /** Creates a runner with the model's own threshold and {@link #DEFAULT_BUDGET}. */
  public EvidenceRunner(Model model, ImageLimits limits) {
    this(model, model.metadata().threshold(), limits, DEFAULT_BUDGET);
  }

  /**
   * Creates a runner with a threshold of its own. It takes raw pixels of the model's size as the
   * model's input: it neither resizes nor aligns them.
   *
   * @param threshold the value 1 of the evidence
   * @param limits the limits for each image
   * @param budget the time for one image of a model without a map. The first image measures what
   *     the model costs; the grid is as fine as the time allows, at most 28 cells along the longer
   *     side, and stays. A model of which four images take longer than the budget exceeds it. So
   *     does a machine that becomes slower than at the first image.
   */
  public EvidenceRunner(Model model, Threshold threshold, ImageLimits limits, Duration budget) {
    this(
        model,
        threshold,
        new PreparedImages(model.metadata().preprocessing(), limits),
        budget,
        System::nanoTime);
  }

  /**
   * Creates a runner that uses another decoder, for example one with another raw format. It
   * preprocesses raw pixels like any other image.
   */
  public EvidenceRunner(Model model, ImageDecoder decoder) {
    this(
        model,
        model.metadata().threshold(),
        new PreparedImages(model.metadata().preprocessing(), decoder),
        DEFAULT_BUDGET,
        System::nanoTime);
  }

  EvidenceRunner(
      Model model,
      Threshold threshold,
      PreparedImages images,
      Duration budget,
      LongSupplier nanoTime) {
    this(
        model,
        threshold,
        images,
        MapOutput.isOf(model) ? new MapOutput(model) : new Occlusion(model, budget, nanoTime));
  }

  /**
   * @param attribution the runner closes it
   */
  EvidenceRunner(Model model, Threshold threshold, PreparedImages images, Attribution attribution) {
    this.preprocessing = model.metadata().preprocessing();
    this.calibration = model.metadata().calibration();
    this.threshold = threshold;
    this.images = images;
    this.attribution = attribution;
  }

  /** Returns how the values are computed; it depends on the model alone. */
  public Evidence.Method method() {
    return attribution.method();
  }

  /**
   * Finds where an image is anomalous.
   *
   * @param payload the bytes of the image
   * @return the evidence, or the rejection that {@link ImageJudge} gives for these bytes
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Explanation explain(byte[] payload) {
    return explain(payload, threshold);
  }

  /**
   * Finds where an image is anomalous, with another threshold as the value 1.
   *
   * @param payload the bytes of the image
   * @param unit the value 1 of this evidence
   * @return the evidence, or the rejection that {@link ImageJudge} gives for these bytes
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Explanation explain(byte[] payload, Threshold unit) {
    ByteBuffer input = ByteBuffer.allocate(preprocessing.size());
    Optional<Rejection> rejection = images.write(payload, input);
    return rejection.isPresent()
        ? new Explanation.Rejected(rejection.get())
        : explainInput(input.flip(), unit);
  }

  /**
   * Finds where an input of the model is anomalous.
   *
   * @param input the remaining bytes are (C, H, W), uint8, of the model's size
   * @return the evidence, or a rejection if the model's numbers are not finite
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Explanation explainInput(ByteBuffer input) {
    return explainInput(input, threshold);
  }

  private Explanation explainInput(ByteBuffer input, Threshold unit) {
    byte[] samples = new byte[preprocessing.size()];
    input.duplicate().get(samples);
    PlaceValues places = attribution.of(samples);
    if (Verdict.of(places.distance(), unit, calibration) instanceof Verdict.Rejected rejected) {
      return new Explanation.Rejected(rejected.rejection());
    }
    float[] values = places.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return new Explanation.Rejected(
            new Rejection(
                RejectionReason.NOT_FINITE, "the model's map has values that are not finite"));
      }
      values[i] = (float) unit.relative(values[i]);
    }
    return new Evidence(
        attribution.method(),
        places.rows(),
        places.columns(),
        values,
        unit.relative(places.distance()),
        new Pixels(
            preprocessing.channels(), preprocessing.height(), preprocessing.width(), samples));
  }

  @Override
  public void close() {
    attribution.close();
  }
}
