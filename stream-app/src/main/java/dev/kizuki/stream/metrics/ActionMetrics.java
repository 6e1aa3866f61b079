package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of operators' actions that come over MQTT. */
public final class ActionMetrics {
  private final Counter taken;
  private final Counter refused;

  ActionMetrics(MeterRegistry registry) {
    taken =
        Counter.builder("kizuki.actions.taken")
            .description("Operators' actions that came over MQTT and are in Kafka")
            .register(registry);
    refused =
        Counter.builder("kizuki.actions.refused")
            .description("Messages on mqtt.actions that are no action of an operator")
            .register(registry);
  }

  /** Kafka has an action. */
  public void taken() {
    taken.increment();
  }

  /** A message is no action. */
  public void refused() {
    refused.increment();
  }
}
