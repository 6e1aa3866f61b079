package dev.kizuki.stream.batching;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.ImageScorer;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.batching.ServedModels.ServedModel;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.metrics.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images of any devices to judgements, each by its device's model, in batches by model. Holds
 * native buffers: one per thread; whoever makes one closes it.
 */
public final class DeviceScorer implements AutoCloseable {
  private final ServedModels models;
  private final ImageLimits limits;
  private final int maxBatch;
  private final ServiceMetrics metrics;
  private final Map<ServedModel, ModelScorer> scorers = new HashMap<>();

  /**
   * @param maxBatch the most images that go through a model at once
   */
  public DeviceScorer(
      ServedModels models, ImageLimits limits, int maxBatch, ServiceMetrics metrics) {
    this.models = models;
    this.limits = limits;
    this.maxBatch = maxBatch;
    this.metrics = metrics;
  }

  /** Receives the judgement of the i-th image. */
  interface Sink {
    void accept(int i, Judgement judgement);
  }

  /** One image. */
  public Judgement judge(String device, byte @Nullable [] image) {
    Judgement[] result = new Judgement[1];
    List<byte[]> images = List.of(image == null ? new byte[0] : image);
    judge(List.of(device), images, (i, judgement) -> result[i] = judgement);
    return result[0];
  }

  /** Any number of images; each gets one judgement, not necessarily in order. */
  void judge(List<String> devices, List<byte[]> images, Sink sink) {
    closeRetired();
    try {
      for (int i = 0; i < images.size(); i++) {
        ModelScorer scorer = scorer(devices.get(i));
        if (scorer == null) {
          sink.accept(i, noModel(devices.get(i)));
        } else {
          scorer.add(i, images.get(i));
        }
      }
      for (ModelScorer scorer : scorers.values()) {
        scorer.judge(sink);
      }
    } finally {
      // also those that were not reached, else they would be taken for images of the next poll
      scorers.values().forEach(scorer -> scorer.images.clear());
    }
  }

  private @Nullable ModelScorer scorer(String device) {
    while (true) {
      ServedModel model = models.forDevice(device).orElse(null);
      if (model == null) {
        return null;
      }
      ModelScorer known = scorers.get(model);
      if (known != null) {
        return known;
      }
      // else it was replaced and closed since it was looked up
      if (model.retain()) {
        try {
          ModelScorer made = new ModelScorer(model);
          scorers.put(model, made);
          return made;
        } catch (RuntimeException e) {
          model.release();
          throw e;
        }
      }
    }
  }

  /** What scored for a model that another has replaced. */
  private void closeRetired() {
    scorers
        .values()
        .removeIf(
            scorer -> {
              boolean retired = scorer.model.isRetired();
              if (retired) {
                scorer.close();
              }
              return retired;
            });
  }

  /** The images of one model that wait to be scored, and what scores them. */
  private final class ModelScorer implements AutoCloseable {
    private final ServedModel model;
    private final ImageScorer scorer;
    private final List<byte[]> images = new ArrayList<>();
    private int[] positions = new int[256];

    ModelScorer(ServedModel model) {
      this.model = model;
      this.scorer = new ImageScorer(model.model(), model.threshold(), limits, maxBatch);
    }

    void add(int position, byte[] image) {
      if (images.size() == positions.length) {
        positions = Arrays.copyOf(positions, 2 * positions.length);
      }
      positions[images.size()] = position;
      images.add(image);
    }

    void judge(Sink sink) {
      if (images.isEmpty()) {
        return;
      }
      List<Verdict> verdicts = scorer.score(images);
      metrics.scoredBatch(verdicts.size());
      metrics.took(Stage.DECODE, scorer.decodeNanos());
      metrics.took(Stage.INFERENCE, scorer.inferenceNanos());
      Instant now = Instant.now();
      for (int i = 0; i < verdicts.size(); i++) {
        sink.accept(positions[i], new Judgement(verdicts.get(i), model.reference(), now));
      }
    }

    @Override
    public void close() {
      scorer.close();
      model.release();
    }
  }

  private static Judgement noModel(String device) {
    return new Judgement(
        new Verdict.Rejected(
            new Rejection(
                RejectionReason.NO_MODEL,
                "no entry of 'models' fits the device '%s'".formatted(device))),
        null,
        Instant.now());
  }

  @Override
  public void close() {
    scorers.values().forEach(ModelScorer::close);
    scorers.clear();
  }
}
