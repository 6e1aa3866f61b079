package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Metrics of the canaries, by model. */
public final class CanaryMetrics {
  private final MeterRegistry registry;
  private final Map<String, CanaryMeters> byModel = new ConcurrentHashMap<>();

  CanaryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The meters of the canaries of one model. */
  public CanaryMeters of(String model) {
    return byModel.computeIfAbsent(model, name -> new CanaryMeters(registry, name));
  }

  /**
   * Returns the time when the canaries of every model last came back; empty if one has not come
   * back yet.
   */
  public Optional<Instant> lastPassed() {
    Instant oldest = Instant.MAX;
    for (CanaryMeters each : byModel.values()) {
      Instant passed = each.lastPassed().orElse(Instant.MIN);
      oldest = passed.isBefore(oldest) ? passed : oldest;
    }
    return oldest.equals(Instant.MAX) || oldest.equals(Instant.MIN)
        ? Optional.empty()
        : Optional.of(oldest);
  }

  /** Removes the time of the last success of every model that is not in the set. */
  public void retainOnly(Set<String> models) {
    byModel
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !models.contains(entry.getKey());
              if (gone) {
                registry.remove(entry.getValue().lastSuccess());
              }
              return gone;
            });
  }
}
