package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Registers gauges with a strong reference to their value. With Micrometer's default, a weak
 * reference, a gauge shows NaN after a garbage collection.
 */
final class Gauges {
  private Gauges() {}

  static void number(
      MeterRegistry registry, String name, Tags tags, DoubleSupplier value, String description) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .tags(tags)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** A gauge that is 1 while the value is true, else 0. */
  static void flag(
      MeterRegistry registry, String name, Tags tags, BooleanSupplier value, String description) {
    number(registry, name, tags, () -> value.getAsBoolean() ? 1 : 0, description);
  }
}
