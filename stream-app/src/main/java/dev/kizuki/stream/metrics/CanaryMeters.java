package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** How the canaries of one model fared. */
public final class CanaryMeters {
  private final AtomicLong lastSuccessMs = new AtomicLong(System.currentTimeMillis());
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
                "When all canaries of a round last came back with the right verdict; at first, the start")
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
        .description("Canaries that were not back in time, or with another verdict than theirs")
        .register(registry);
  }

  /** When a round last came back whole. */
  Gauge lastSuccess() {
    return lastSuccess;
  }

  /** One came back with its verdict. */
  public void returned(Duration time) {
    duration.record(Latencies.clamped(time));
  }

  /** All of a round came back. */
  public void passed(Instant now) {
    lastSuccessMs.set(now.toEpochMilli());
  }

  /** One was not back in time. */
  public void late() {
    late.increment();
  }

  /** One came back with another verdict, or another distance. */
  public void wrong() {
    wrong.increment();
  }
}
