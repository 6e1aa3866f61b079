package dev.kizuki.stream.metrics;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of the scores by device. */
final class DeviceMetrics {
  private final MeterRegistry registry;
  private final LimitedSeries<Device> devices;

  /** The meters of one device. */
  private record Device(DistributionSummary scores, Counter anomalies) {}

  DeviceMetrics(MeterRegistry registry, Metrics settings) {
    this.registry = registry;
    this.devices = new LimitedSeries<>(settings.devices(), this::meters);
  }

  /**
   * Records the score of an image.
   *
   * @param score distance / threshold
   */
  void scored(String name, double score, boolean anomalous) {
    Device device = devices.of(name);
    device.scores.record(score);
    if (anomalous) {
      device.anomalies.increment();
    }
  }

  private Device meters(String name) {
    return new Device(
        DistributionSummary.builder("kizuki.device.score")
            .tag("device", name)
            .description("distance / threshold by device; the max is of the last minutes")
            .register(registry),
        Counter.builder("kizuki.device.anomalies")
            .tag("device", name)
            .description("Anomalous images by device")
            .register(registry));
  }
}
