package dev.kizuki.stream.models;

import dev.kizuki.evidence.Explanation;
import dev.kizuki.image.ImageLimits;
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
   * Finds where an image is anomalous.
   *
   * @return empty if no model serves the device
   * @throws IllegalStateException if ONNX Runtime fails
   */
  public Optional<Explained> explain(String device, byte[] image) {
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
        return Optional.of(new Explained(runner.explain(image), model.reference()));
      }
    }
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
