package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Metrics of publishing alerts from Kafka over MQTT. */
public final class AlertMetrics {
  private final MeterRegistry registry;
  private final StageMetrics stages;
  private final Counter published;
  private final Timer latency;
  private final AtomicInteger waiting = new AtomicInteger();

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

  private Counter undeliveredCounter(String reason) {
    return Counter.builder("kizuki.alerts.undelivered")
        .tag("reason", reason)
        .description("Alerts that MQTT could not take, kept in the topic of undelivered alerts")
        .register(registry);
  }

  /** Registers the counters of undelivered alerts, so that each begins at zero. */
  public void bindUndelivered(Collection<String> reasons) {
    reasons.forEach(this::undeliveredCounter);
    Gauge.builder("kizuki.alerts.waiting", waiting, AtomicInteger::get)
        .description("Alerts that were read from Kafka and not yet acknowledged by MQTT")
        .register(registry);
  }

  /** Records an alert that is not tried again. */
  public void undelivered(String reason) {
    undeliveredCounter(reason).increment();
  }

  /** Sets the number of alerts that were read from Kafka and not yet acknowledged by MQTT. */
  public void waiting(int alerts) {
    waiting.set(alerts);
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
