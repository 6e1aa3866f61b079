package dev.kizuki.stream.models;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.BatchMetrics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges images of any devices, each with the model of its device. Images of one model are judged
 * in batches. It holds native buffers and is not thread-safe: use one per thread. The caller must
 * close it.
 */
public final class DeviceJudge implements AutoCloseable {
  private final ServedModels models;
  private final ImageLimits limits;
  private final int maxBatch;
  private final BatchMetrics metrics;
  private final @Nullable PictureSampler sampler;
  private final PictureMeasure measure = new PictureMeasure();
  private final Map<ServedModel, ModelBatch> batches = new HashMap<>();

  /**
   * Creates a judge that measures no pictures.
   *
   * @param maxBatch the most images that go through a model at once
   */
  public DeviceJudge(ServedModels models, ImageLimits limits, int maxBatch, BatchMetrics metrics) {
    this(models, limits, maxBatch, metrics, null);
  }

  /**
   * @param maxBatch the most images that go through a model at once
   * @param sampler chooses the images whose verdict gets a picture, for this judge alone; null
   *     measures none
   */
  public DeviceJudge(
      ServedModels models,
      ImageLimits limits,
      int maxBatch,
      BatchMetrics metrics,
      @Nullable PictureSampler sampler) {
    this.models = models;
    this.limits = limits;
    this.maxBatch = maxBatch;
    this.metrics = metrics;
    this.sampler = sampler;
  }

  /** Receives the verdicts. */
  public interface Sink {
    /**
     * @param i the position of the image in the list that was judged
     */
    void accept(int i, ModelVerdict verdict);
  }

  /**
   * Judges one image.
   *
   * @param image the bytes as they came; null counts as empty and is rejected
   */
  public ModelVerdict judge(ImageSender sender, byte @Nullable [] image) {
    ModelVerdict[] result = new ModelVerdict[1];
    List<byte[]> images = List.of(image == null ? new byte[0] : image);
    judge(List.of(sender), images, (i, verdict) -> result[i] = verdict);
    return result[0];
  }

  /**
   * Judges any number of images.
   *
   * @param senders the sender of each image
   * @param images the bytes as they came
   * @param sink gets one verdict for each image, in any order
   * @throws IllegalStateException if ONNX Runtime fails; some images then have no verdict
   */
  public void judge(List<ImageSender> senders, List<byte[]> images, Sink sink) {
    closeRetired();
    if (sampler != null) {
      sampler.tick();
    }
    try {
      for (int i = 0; i < images.size(); i++) {
        ModelBatch batch = batchFor(senders.get(i));
        if (batch == null) {
          sink.accept(i, noModel(senders.get(i).name()));
        } else {
          boolean isDevice = senders.get(i) instanceof ImageSender.Device;
          batch.add(i, images.get(i), isMeasured(senders.get(i)), isDevice);
        }
      }
      for (ModelBatch batch : batches.values()) {
        batch.judge(sink);
      }
    } finally {
      // after a failure some batches still hold images, which do not belong to the next call
      batches.values().forEach(ModelBatch::clear);
    }
  }

  private boolean isMeasured(ImageSender sender) {
    return sampler != null
        && sender instanceof ImageSender.Device device
        && sampler.takes(device.name());
  }

  private @Nullable ModelBatch batchFor(ImageSender sender) {
    while (true) {
      ServedModel model = models.forSender(sender).orElse(null);
      if (model == null) {
        return null;
      }
      ModelBatch known = batches.get(model);
      if (known != null) {
        return known;
      }
      // false: the model was replaced and closed since the lookup
      if (model.retain()) {
        return newBatch(model);
      }
    }
  }

  private ModelBatch newBatch(ServedModel model) {
    try {
      ModelBatch batch = new ModelBatch(model, limits, maxBatch, metrics, measure);
      batches.put(model, batch);
      return batch;
    } catch (RuntimeException e) {
      model.release();
      throw e;
    }
  }

  private void closeRetired() {
    batches
        .values()
        .removeIf(
            batch -> {
              boolean retired = batch.isRetired();
              if (retired) {
                batch.close();
              }
              return retired;
            });
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
