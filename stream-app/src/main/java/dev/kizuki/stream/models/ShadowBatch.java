package dev.kizuki.stream.models;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ShadowVerdict;
import dev.kizuki.stream.metrics.ShadowMetrics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scores the images of a batch with the shadow of a model too. If both preprocess images in the
 * same way, the shadow takes the model's inputs; else it decodes the images again. A shadow that
 * fails is reported and stops nothing. Not thread-safe. The caller must close it.
 */
final class ShadowBatch implements AutoCloseable {
  private final ServedModel model;
  private final ServedModel shadow;
  private final ImageJudge judge;
  private final ShadowShare share;
  private final ShadowMetrics metrics;
  private final List<Integer> positions = new ArrayList<>();
  private final List<byte[]> images = new ArrayList<>();
  private final boolean sharesInputs;

  /** The images in the share, by their positions. */
  private final BitSet taken = new BitSet();

  /** The verdicts on shared inputs, by position. */
  private final Map<Integer, Verdict> shared = new HashMap<>();

  private @Nullable RuntimeException failure;

  private ShadowBatch(
      ServedModel model, ServedModel shadow, ImageJudge judge, ShadowMetrics metrics) {
    this.model = model;
    this.shadow = shadow;
    this.judge = judge;
    this.share = new ShadowShare(model.shadowShare());
    this.metrics = metrics;
    this.sharesInputs =
        model.model().metadata().preprocessing().equals(shadow.model().metadata().preprocessing());
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
      ShadowBatch batch = new ShadowBatch(model, shadow, judge, metrics);
      batch.clear();
      return Optional.of(batch);
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
      taken.set(position);
    }
  }

  /** Returns whether the shadow takes the inputs of the model: {@link #prepared} must get them. */
  boolean sharesInputs() {
    return sharesInputs;
  }

  /**
   * Takes an input of the model if its image is in the share.
   *
   * @param position the position of the image in the batch of the model
   * @param input (C, H, W) bytes; copied
   */
  void prepared(int position, ByteBuffer input) {
    if (failure != null || !taken.get(position)) {
      return;
    }
    try {
      judge.inputs().take(position, input);
    } catch (RuntimeException e) {
      // judge() reports it
      failure = e;
    }
  }

  private void accept(Verdict verdict, int position) {
    shared.put(position, verdict);
  }

  /**
   * Scores the images that were added.
   *
   * @param ofModel the verdicts of the model on all images of the batch
   * @param modelNanos the time that the model took for them
   * @return the verdicts by position; none if the shadow fails
   */
  Map<Integer, ShadowVerdict> judge(List<Verdict> ofModel, long modelNanos) {
    if (images.isEmpty()) {
      return Map.of();
    }
    try {
      List<Verdict> verdicts = sharesInputs ? finish(ofModel) : judge.judge(images);
      shadow.succeed();
      metrics.inferred(
          model.reference(),
          shadow.reference(),
          new ShadowMetrics.Effort(ofModel.size(), modelNanos),
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

  /** Returns the verdicts on shared inputs. An image that is no input is rejected by both. */
  private List<Verdict> finish(List<Verdict> ofModel) {
    if (failure != null) {
      throw failure;
    }
    judge.inputs().finish();
    return positions.stream()
        .map(position -> shared.getOrDefault(position, ofModel.get(position)))
        .toList();
  }

  /** Removes all images. */
  void clear() {
    judge.inputs().start(this::accept, null);
    taken.clear();
    shared.clear();
    failure = null;
    positions.clear();
    images.clear();
  }

  @Override
  public void close() {
    judge.close();
    shadow.release();
  }
}
