package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Metrics of publishing alerts, or incidents, from Kafka over MQTT. */
public final class AlertMetrics {
  private final MeterRegistry registry;
  private final Subject subject;
  private final LongConsumer stage;
  private final Counter published;
  private final Timer latency;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param meters the beginning of the names of the metrics
   * @param events what is published, in the plural
   */
  private record Subject(String meters, String latency, String latencyText, String events) {}

  private AlertMetrics(MeterRegistry registry, Subject subject, LongConsumer stage) {
    this.registry = registry;
    this.subject = subject;
    this.stage = stage;
    published =
        Counter.builder(subject.meters + ".published")
            .description(subject.events + " that the MQTT broker acknowledged")
            .register(registry);
    latency =
        Timer.builder(subject.latency)
            .description(subject.latencyText)
            .serviceLevelObjectives(Latencies.buckets())
            .register(registry);
  }

  static AlertMetrics alerts(MeterRegistry registry, StageMetrics stages) {
    return new AlertMetrics(
        registry,
        new Subject(
            "kizuki.alerts",
            "kizuki.alert.latency",
            "Time from an image's arrival until MQTT acknowledged its alert",
            "Alerts"),
        nanoseconds -> stages.record(Stage.ALERT, nanoseconds));
  }

  static AlertMetrics incidents(MeterRegistry registry) {
    return new AlertMetrics(
        registry,
        new Subject(
            "kizuki.incidents",
            "kizuki.incident.latency",
            "Time from the record of a change of an incident until MQTT acknowledged it",
            "Changes of incidents"),
        nanoseconds -> {});
  }

  private Counter undeliveredCounter(String reason) {
    return Counter.builder(subject.meters + ".undelivered")
        .tag("reason", reason)
        .description(
            subject.events + " that MQTT could not take, kept in the topic of undelivered alerts")
        .register(registry);
  }

  /** Registers the counters of undelivered alerts, so that each begins at zero. */
  public void bindUndelivered(Collection<String> reasons) {
    reasons.forEach(this::undeliveredCounter);
    Gauge.builder(subject.meters + ".waiting", waiting, AtomicInteger::get)
        .description(subject.events + " that were read from Kafka and not yet acknowledged by MQTT")
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
        subject.meters + ".connected",
        Tags.empty(),
        connected,
        "1 while %s are read from Kafka and can be published over MQTT"
            .formatted(subject.events.toLowerCase(Locale.ROOT)));
  }

  /**
   * Records an alert that the MQTT broker acknowledged.
   *
   * @param arrivedMs the arrival of its image, milliseconds since 1970
   * @param nanoseconds the time since the alert was handed to the MQTT client
   */
  public void published(long arrivedMs, long nanoseconds) {
    stage.accept(nanoseconds);
    published.increment();
    latency.record(
        Latencies.clampedMs(System.currentTimeMillis() - arrivedMs), TimeUnit.MILLISECONDS);
  }
}
