package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Metrics of publishing alerts from Kafka over MQTT. */
public final class AlertMetrics {
  private final MeterRegistry registry;
  private final StageMetrics stages;
  private final Counter published;
  private final Timer latency;

  AlertMetrics(MeterRegistry registry, StageMetrics stages) {
    this.registry = registry;
    this.stages = stages;
    published =
        Counter.builder("kizuki.alerts.published")
            .description("Alerts that the MQTT broker acknowledged")
            .register(registry);
    latency =
        Timer.builder("kizuki.alert.latency")
            .description("Time from an image's arrival until MQTT acknowledged its alert")
            .serviceLevelObjectives(Latencies.buckets())
            .register(registry);
  }

  /** Registers the gauge that tells whether alerts can be published. */
  public void bind(BooleanSupplier connected) {
    Gauges.flag(
        registry,
        "kizuki.alerts.connected",
        Tags.empty(),
        connected,
        "1 while alerts are read from Kafka and can be published over MQTT");
  }

  /**
   * Records an alert that the MQTT broker acknowledged.
   *
   * @param arrivedMs the arrival of its image, milliseconds since 1970
   * @param nanoseconds the time since the alert was handed to the MQTT client
   */
  public void published(long arrivedMs, long nanoseconds) {
    stages.record(Stage.ALERT, nanoseconds);
    published.increment();
    latency.record(
        Latencies.clampedMs(System.currentTimeMillis() - arrivedMs), TimeUnit.MILLISECONDS);
  }
}
