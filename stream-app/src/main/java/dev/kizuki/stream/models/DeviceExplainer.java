package dev.kizuki.stream.models;

import dev.kizuki.evidence.Explanation;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds where images are anomalous, with the model that serves their device now. Not thread-safe:
 * use one per thread. The caller must close it, before the models.
 */
public final class DeviceExplainer implements AutoCloseable {
  private final ServedModels models;
  private final ImageLimits limits;
  private final Duration budget;
  private final Map<ServedModel, EvidenceRunner> runners = new HashMap<>();

  /**
   * @param budget the time for one image of a model without a map
   */
  public DeviceExplainer(ServedModels models, ImageLimits limits, Duration budget) {
    this.models = models;
    this.limits = limits;
    this.budget = budget;
  }

  /** An explanation, and the model that gave it. */
  public record Explained(Explanation explanation, ModelReference model) {}

  /**
   * Finds where an image is anomalous. The value 1 of the evidence is the threshold that the image
   * was judged by, which may be the limit of its device. If another model serves the device by now,
   * the value 1 is the threshold of that model, because distances of two models differ.
   *
   * @param judgedBy the model that judged the image
   * @param threshold the distance above which that image was anomalous, finite and at least 0
   * @return empty if no model serves the device
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Optional<Explained> explain(
      String device, byte[] image, ModelReference judgedBy, double threshold) {
    closeRetired();
    while (true) {
      ServedModel model = models.forDevice(device).orElse(null);
      if (model == null) {
        return Optional.empty();
      }
      EvidenceRunner runner = runners.get(model);
      // false: the model was replaced and closed since the lookup
      if (runner == null && model.retain()) {
        runner = newRunner(model);
        runners.put(model, runner);
      }
      if (runner != null) {
        Threshold unit = unit(model, judgedBy, threshold);
        return Optional.of(new Explained(runner.explain(image, unit), model.reference()));
      }
    }
  }

  private static Threshold unit(ServedModel model, ModelReference judgedBy, double threshold) {
    Threshold own = model.threshold();
    return model.reference().sha256().equals(judgedBy.sha256())
        ? new Threshold(threshold, own.falseAlarmRate(), own.rule())
        : own;
  }

  private EvidenceRunner newRunner(ServedModel model) {
    try {
      return new EvidenceRunner(model.model(), model.threshold(), limits, budget);
    } catch (RuntimeException e) {
      model.release();
      throw e;
    }
  }

  private void closeRetired() {
    runners
        .entrySet()
        .removeIf(
            each -> {
              boolean retired = each.getKey().isRetired();
              if (retired) {
                close(each.getKey(), each.getValue());
              }
              return retired;
            });
  }

  private static void close(ServedModel model, EvidenceRunner runner) {
    runner.close();
    model.release();
  }

  @Override
  public void close() {
    runners.forEach(DeviceExplainer::close);
    runners.clear();
  }
}
