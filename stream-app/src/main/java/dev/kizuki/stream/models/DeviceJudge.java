package dev.kizuki.stream.models;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.models.ServedModels.ServedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images of any devices to verdicts, each by its device's model, in batches by model. Holds native
 * buffers: one per thread; whoever makes one closes it.
 */
public final class DeviceJudge implements AutoCloseable {
  private final ServedModels models;
  private final ImageLimits limits;
  private final int maxBatch;
  private final BatchMetrics metrics;
  private final Map<ServedModel, ModelBatch> batches = new HashMap<>();

  /**
   * @param maxBatch the most images that go through a model at once
   */
  public DeviceJudge(ServedModels models, ImageLimits limits, int maxBatch, BatchMetrics metrics) {
    this.models = models;
    this.limits = limits;
    this.maxBatch = maxBatch;
    this.metrics = metrics;
  }

  /** Receives the verdict of the i-th image. */
  public interface Sink {
    void accept(int i, ModelVerdict judged);
  }

  /** One image. */
  public ModelVerdict judge(String device, byte @Nullable [] image) {
    ModelVerdict[] result = new ModelVerdict[1];
    List<byte[]> images = List.of(image == null ? new byte[0] : image);
    judge(List.of(device), images, (i, judged) -> result[i] = judged);
    return result[0];
  }

  /** Any number of images; each gets one verdict, not necessarily in order. */
  public void judge(List<String> devices, List<byte[]> images, Sink sink) {
    closeRetired();
    try {
      for (int i = 0; i < images.size(); i++) {
        ModelBatch judge = judge(devices.get(i));
        if (judge == null) {
          sink.accept(i, noModel(devices.get(i)));
        } else {
          judge.add(i, images.get(i));
        }
      }
      for (ModelBatch judge : batches.values()) {
        judge.judge(sink);
      }
    } finally {
      // also those that were not reached, else they would be taken for images of the next poll
      batches.values().forEach(judge -> judge.images.clear());
    }
  }

  private @Nullable ModelBatch judge(String device) {
    while (true) {
      ServedModel model = models.forDevice(device).orElse(null);
      if (model == null) {
        return null;
      }
      ModelBatch known = batches.get(model);
      if (known != null) {
        return known;
      }
      // else it was replaced and closed since it was looked up
      if (model.retain()) {
        try {
          ModelBatch made = new ModelBatch(model);
          batches.put(model, made);
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
    batches
        .values()
        .removeIf(
            judge -> {
              boolean retired = judge.model.isRetired();
              if (retired) {
                judge.close();
              }
              return retired;
            });
  }

  /** The images of one model that wait to be scored, and what scores them. */
  private final class ModelBatch implements AutoCloseable {
    private final ServedModel model;
    private final ImageJudge judge;
    private final List<byte[]> images = new ArrayList<>();
    private int[] positions = new int[256];

    ModelBatch(ServedModel model) {
      this.model = model;
      this.judge = new ImageJudge(model.model(), model.threshold(), limits, maxBatch);
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
      List<Verdict> verdicts = judge.judge(images);
      metrics.judged(verdicts.size(), judge.decodeNanos(), judge.inferenceNanos());
      Instant now = Instant.now();
      for (int i = 0; i < verdicts.size(); i++) {
        sink.accept(positions[i], new ModelVerdict(verdicts.get(i), model.reference(), now));
      }
    }

    @Override
    public void close() {
      judge.close();
      model.release();
    }
  }

  private static ModelVerdict noModel(String device) {
    return new ModelVerdict(
        new Verdict.Rejected(
            new Rejection(
                RejectionReason.NO_MODEL,
                "no entry of 'models' fits the device '%s'".formatted(device))),
        null,
        Instant.now());
  }

  @Override
  public void close() {
    batches.values().forEach(ModelBatch::close);
    batches.clear();
  }
}
