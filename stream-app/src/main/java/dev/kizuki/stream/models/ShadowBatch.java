package dev.kizuki.stream.models;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ShadowVerdict;
import dev.kizuki.stream.metrics.ShadowMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scores the images of a batch with the shadow of a model too. A shadow that fails is reported and
 * stops nothing. Not thread-safe. The caller must close it.
 */
final class ShadowBatch implements AutoCloseable {
  private final ServedModel model;
  private final ServedModel shadow;
  private final ImageJudge judge;
  private final ShadowShare share;
  private final ShadowMetrics metrics;
  private final List<Integer> positions = new ArrayList<>();
  private final List<byte[]> images = new ArrayList<>();

  private ShadowBatch(
      ServedModel model, ServedModel shadow, ImageJudge judge, ShadowMetrics metrics) {
    this.model = model;
    this.shadow = shadow;
    this.judge = judge;
    this.share = new ShadowShare(model.shadowShare());
    this.metrics = metrics;
  }

  /** Makes the batch of the shadow; empty if the model has no shadow that can score now. */
  static Optional<ShadowBatch> of(
      ServedModel model, ImageLimits limits, int maxBatch, ShadowMetrics metrics) {
    ServedModel shadow = model.shadow().orElse(null);
    if (shadow == null || !shadow.retain()) {
      return Optional.empty();
    }
    try {
      ImageJudge judge = new ImageJudge(shadow.model(), shadow.threshold(), limits, maxBatch);
      return Optional.of(new ShadowBatch(model, shadow, judge, metrics));
    } catch (RuntimeException e) {
      shadow.release();
      shadow.fail(e);
      return Optional.empty();
    }
  }

  /**
   * Adds an image if it is in the share.
   *
   * @param position its position in the batch of the model
   */
  void add(int position, byte[] image) {
    if (share.takes(image)) {
      positions.add(position);
      images.add(image);
    }
  }

  /**
   * Scores the images that were added.
   *
   * @param modelImages the images that the model scored at once
   * @param modelNanos the time that the model took for them
   * @return the verdicts by position; none if the shadow fails
   */
  Map<Integer, ShadowVerdict> judge(int modelImages, long modelNanos) {
    if (images.isEmpty()) {
      return Map.of();
    }
    try {
      List<Verdict> verdicts = judge.judge(images);
      shadow.succeed();
      metrics.inferred(
          model.reference(),
          shadow.reference(),
          new ShadowMetrics.Effort(modelImages, modelNanos),
          new ShadowMetrics.Effort(images.size(), judge.inferenceNanos()));
      Map<Integer, ShadowVerdict> byPosition = new HashMap<>();
      for (int i = 0; i < verdicts.size(); i++) {
        byPosition.put(positions.get(i), new ShadowVerdict(verdicts.get(i), shadow.reference()));
      }
      return byPosition;
    } catch (RuntimeException e) {
      // a shadow never stops the service
      shadow.fail(e);
      metrics.failed(model.reference(), shadow.reference(), images.size());
      return Map.of();
    }
  }

  /** Removes all images. */
  void clear() {
    positions.clear();
    images.clear();
  }

  @Override
  public void close() {
    judge.close();
    shadow.release();
  }
}
