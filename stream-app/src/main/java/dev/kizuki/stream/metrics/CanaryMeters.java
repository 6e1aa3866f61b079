package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of the canaries of one model. */
public final class CanaryMeters {
  private final AtomicLong lastSuccessMs = new AtomicLong(System.currentTimeMillis());
  private volatile boolean everPassed;
  private final Gauge lastSuccess;
  private final Timer duration;
  private final Counter late;
  private final Counter wrong;

  CanaryMeters(MeterRegistry registry, String model) {
    lastSuccess =
        Gauge.builder(
                "kizuki.canary.last.success.timestamp", lastSuccessMs, ms -> ms.get() / 1000.0)
            .tag("model", model)
            .baseUnit("seconds")
            .description(
                "When all canaries of a round last came back with the right verdict; at first the start of the"
                    + " service")
            .strongReference(true)
            .register(registry);
    duration =
        Timer.builder("kizuki.canary.duration")
            .tag("model", model)
            .description("Time of a canary from MQTT to MQTT")
            .serviceLevelObjectives(Latencies.buckets())
            .register(registry);
    late = failures(registry, model, "late");
    wrong = failures(registry, model, "wrong-verdict");
  }

  private static Counter failures(MeterRegistry registry, String model, String reason) {
    return Counter.builder("kizuki.canary.failures")
        .tags("model", model, "reason", reason)
        .description("Canaries that were not back in time or came back with a wrong verdict")
        .register(registry);
  }

  /** The time of the last round whose canaries all came back with the right verdict. */
  Gauge lastSuccess() {
    return lastSuccess;
  }

  /** Returns the time when a round last passed; empty if none has passed since the start. */
  Optional<Instant> lastPassed() {
    return everPassed ? Optional.of(Instant.ofEpochMilli(lastSuccessMs.get())) : Optional.empty();
  }

  /**
   * Records a canary that came back with the right verdict.
   *
   * @param time the time from MQTT to MQTT
   */
  public void returned(Duration time) {
    duration.record(Latencies.clamped(time));
  }

  /** Records a round whose canaries all came back with the right verdict. */
  public void passed(Instant now) {
    lastSuccessMs.set(now.toEpochMilli());
    everPassed = true;
  }

  /** Counts a canary that was not back in time. */
  public void late() {
    late.increment();
  }

  /** Counts a canary that came back with a wrong verdict or a wrong distance. */
  public void wrong() {
    wrong.increment();
  }
}
