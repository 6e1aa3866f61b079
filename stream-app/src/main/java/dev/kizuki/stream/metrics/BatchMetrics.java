package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of judging many images at once. */
public final class BatchMetrics {
  private final StageMetrics stages;
  private final DistributionSummary batch;
  private final ShadowMetrics shadows;

  BatchMetrics(MeterRegistry registry, StageMetrics stages) {
    this.stages = stages;
    this.shadows = new ShadowMetrics(registry);
    batch =
        DistributionSummary.builder("kizuki.batch.size")
            .baseUnit("images")
            .description("Images that were scored at once")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
            .register(registry);
  }

  /** The metrics of shadows, which score beside the models. */
  public ShadowMetrics shadows() {
    return shadows;
  }

  /**
   * Records a poll of a stream thread.
   *
   * @param nanoseconds the time since the oldest image of the poll arrived over MQTT
   */
  public void polled(long nanoseconds) {
    stages.record(Stage.KAFKA, nanoseconds);
  }

  /**
   * Records a batch that was decoded and judged.
   *
   * @param images the size of the batch
   * @param decodeNanos the time from bytes to the model's input
   * @param inferenceNanos the time in the model
   */
  public void judged(int images, long decodeNanos, long inferenceNanos) {
    batch.record(images);
    stages.record(Stage.DECODE, decodeNanos);
    stages.record(Stage.INFERENCE, inferenceNanos);
  }
}
