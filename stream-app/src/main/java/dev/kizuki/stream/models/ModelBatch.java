package dev.kizuki.stream.models;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.drift.LatentCode;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.event.ShadowVerdict;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.models.DeviceJudge.Sink;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the images of one model and judges them at once. The creator must have retained the
 * model; {@link #close} releases it. Not thread-safe.
 */
final class ModelBatch implements AutoCloseable {
  private final ServedModel model;
  private final ImageJudge judge;
  private final BatchMetrics metrics;
  private final List<byte[]> images = new ArrayList<>();
  private final PictureMeasure measure;

  /** The images to measure, by their index in the batch; each gets its picture when decoded. */
  private final Map<Integer, @Nullable Picture> pictures = new HashMap<>();

  /** The latent codes of these images, by their index in the batch. */
  private final Map<Integer, LatentCode> latents = new HashMap<>();

  private final @Nullable ShadowBatch shadow;

  private int[] positions = new int[256];

  ModelBatch(
      ServedModel model,
      ImageLimits limits,
      int maxBatch,
      BatchMetrics metrics,
      PictureMeasure measure) {
    this.model = model;
    this.judge = new ImageJudge(model.model(), model.threshold(), limits, maxBatch);
    this.metrics = metrics;
    this.measure = measure;
    this.shadow = ShadowBatch.of(model, limits, maxBatch, metrics.shadows()).orElse(null);
  }

  /**
   * Adds an image.
   *
   * @param position the number that the sink gets with its verdict
   * @param measured whether the verdict gets a {@link Picture} and the latent code
   * @param shadowed whether a shadow may score it too
   */
  void add(int position, byte[] image, boolean measured, boolean shadowed) {
    if (images.size() == positions.length) {
      positions = Arrays.copyOf(positions, 2 * positions.length);
    }
    positions[images.size()] = position;
    if (measured) {
      pictures.put(images.size(), null);
    }
    if (shadow != null && shadowed) {
      shadow.add(images.size(), image);
    }
    images.add(image);
  }

  /** Judges the images that were added, and hands each verdict to the sink. */
  void judge(Sink sink) {
    if (images.isEmpty()) {
      return;
    }
    boolean measures = !pictures.isEmpty();
    List<Verdict> verdicts =
        judge.judge(
            images,
            measures ? this::measure : null,
            shadow != null && shadow.sharesInputs() ? shadow::prepared : null,
            measures ? this::encoded : null);
    metrics.judged(verdicts.size(), judge.decodeNanos(), judge.inferenceNanos());
    Instant now = Instant.now();
    Map<Integer, ShadowVerdict> shadows =
        shadow == null ? Map.of() : shadow.judge(verdicts, judge.inferenceNanos());
    for (int i = 0; i < verdicts.size(); i++) {
      Picture picture = measures ? pictures.get(i) : null;
      LatentCode latent = measures ? latents.get(i) : null;
      ShadowVerdict other = shadows.isEmpty() ? null : shadows.get(i);
      sink.accept(
          positions[i],
          new ModelVerdict(
              verdicts.get(i), model.reference(), now, picture, other, LimitOwner.MODEL, latent));
    }
  }

  private void measure(int index, Pixels pixels) {
    if (pictures.containsKey(index)) {
      pictures.put(index, measure.measure(pixels));
    }
  }

  private void encoded(int index, FloatBuffer latent) {
    if (pictures.containsKey(index)) {
      latents.put(index, LatentCode.of(latent));
    }
  }

  /** Removes all images. */
  void clear() {
    images.clear();
    pictures.clear();
    latents.clear();
    if (shadow != null) {
      shadow.clear();
    }
  }

  /** Returns whether a newer model has replaced the model of this batch. */
  boolean isRetired() {
    return model.isRetired();
  }

  @Override
  public void close() {
    if (shadow != null) {
      shadow.close();
    }
    judge.close();
    model.release();
  }
}
