package dev.kizuki.stream.topology;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.models.DeviceJudge;
import dev.kizuki.stream.models.PictureSampler;
import dev.kizuki.stream.models.ServedModels;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts that judging needs. All stream threads share one object of this class.
 *
 * @param models the models that serve
 * @param limits the limits that images are decoded under
 * @param maxBatch the most images that go through a model at once
 * @param metrics records batches and their durations
 * @param samplers makes what chooses the images that are measured, one for each judge; null if none
 *     is measured
 */
public record JudgeSettings(
    ServedModels models,
    ImageLimits limits,
    int maxBatch,
    BatchMetrics metrics,
    @Nullable Supplier<PictureSampler> samplers) {
  /** Makes a judge of whole polls, which the caller must close. */
  DeviceJudge newJudge() {
    return newJudge(maxBatch);
  }

  /** Makes a judge with a smaller batch, which the caller must close. */
  DeviceJudge newJudge(int batch) {
    return new DeviceJudge(
        models, limits, batch, metrics, samplers == null ? null : samplers.get());
  }
}
