package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Durations of the stages of an image's way. */
final class StageMetrics {
  private final Map<Stage, Timer> timers = new EnumMap<>(Stage.class);

  StageMetrics(MeterRegistry registry) {
    for (Stage stage : Stage.values()) {
      timers.put(
          stage,
          Timer.builder("kizuki.stage")
              .tag("stage", stage.label())
              .description("Time by stage: bridge and alert by image, the others by poll")
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
