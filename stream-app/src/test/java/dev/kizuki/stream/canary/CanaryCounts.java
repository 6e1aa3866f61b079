package dev.kizuki.stream.canary;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.metrics.CanaryMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The canaries' metrics in memory. */
final class CanaryCounts {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final CanaryMetrics metrics = TestModels.metrics(registry).canaries();

  long returned(String model) {
    return registry.get("kizuki.canary.duration").tag("model", model).timer().count();
  }

  double wrong(String model) {
    return failures(model, "wrong-verdict");
  }

  double late(String model) {
    return failures(model, "late");
  }

  private double failures(String model, String reason) {
    return registry
        .get("kizuki.canary.failures")
        .tags("model", model, "reason", reason)
        .counter()
        .count();
  }

  /** When a round last passed, seconds since 1970. */
  double lastSuccess(String model) {
    return registry.get("kizuki.canary.last.success.timestamp").tag("model", model).gauge().value();
  }
}
