package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Metrics of the heat maps of incidents. */
public final class EvidenceMetrics {
  private final Timer made;
  private final Counter impossible;

  EvidenceMetrics(MeterRegistry registry) {
    made =
        Timer.builder("kizuki.evidence")
            .description("Time to compute the heat map of an incident")
            .register(registry);
    impossible =
        Counter.builder("kizuki.evidence.impossible")
            .description(
                "Incidents without a heat map: Kafka no longer held the image, or no model could"
                    + " score it")
            .register(registry);
  }

  /** Records the time to compute a heat map. */
  public void made(long nanos) {
    made.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an incident that can have no heat map. */
  public void impossible() {
    impossible.increment();
  }
}
