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
  private final Map<ServedModel, ImageScorer> scorers = new HashMap<>();

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
    Map<ServedModel, List<Integer>> byModel = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      ServedModel model = models.forDevice(devices.get(i)).orElse(null);
      if (model == null) {
        sink.accept(i, noModel(devices.get(i)));
      } else {
        byModel.computeIfAbsent(model, any -> new ArrayList<>()).add(i);
      }
    }
    byModel.forEach((model, positions) -> judge(model, positions, images, sink));
  }

  private void judge(ServedModel model, List<Integer> positions, List<byte[]> images, Sink sink) {
    ImageScorer scorer =
        scorers.computeIfAbsent(
            model, any -> new ImageScorer(model.model(), model.threshold(), limits, maxBatch));
    List<Verdict> verdicts = scorer.score(positions.stream().map(images::get).toList());
    metrics.scoredBatch(verdicts.size());
    metrics.took(Stage.DECODE, scorer.decodeNanos());
    metrics.took(Stage.INFERENCE, scorer.inferenceNanos());
    Instant now = Instant.now();
    for (int i = 0; i < verdicts.size(); i++) {
      sink.accept(positions.get(i), new Judgement(verdicts.get(i), model.reference(), now));
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
    scorers.values().forEach(ImageScorer::close);
    scorers.clear();
  }
}
