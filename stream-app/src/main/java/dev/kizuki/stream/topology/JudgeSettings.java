package dev.kizuki.stream.topology;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.models.DeviceJudge;
import dev.kizuki.stream.models.ServedModels;

/**
 * What the service judges images with. It is made once and shared by all stream threads.
 *
 * @param models the models that serve
 * @param limits the limits that images are decoded under
 * @param maxBatch the most images that go through a model at once
 * @param metrics where batches and their durations are recorded
 */
public record JudgeSettings(
    ServedModels models, ImageLimits limits, int maxBatch, BatchMetrics metrics) {
  DeviceJudge newJudge() {
    return new DeviceJudge(models, limits, maxBatch, metrics);
  }
}
