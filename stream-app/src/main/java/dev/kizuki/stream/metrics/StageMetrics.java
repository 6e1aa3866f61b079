package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Metrics of the duration of each {@link Stage}. */
final class StageMetrics {
  private final Map<Stage, Timer> timers = new EnumMap<>(Stage.class);

  StageMetrics(MeterRegistry registry) {
    for (Stage stage : Stage.values()) {
      timers.put(
          stage,
          Timer.builder("kizuki.stage")
              .tag("stage", stage.label())
              .description(
                  "Duration of each stage: bridge and alert for each image, the others for each poll")
              .serviceLevelObjectives(
                  Latencies.milliseconds(1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 5000))
              .register(registry));
    }
  }

  /** Records the duration of a stage. */
  void record(Stage stage, long nanoseconds) {
    Objects.requireNonNull(timers.get(stage)).record(nanoseconds, TimeUnit.NANOSECONDS);
  }
}
