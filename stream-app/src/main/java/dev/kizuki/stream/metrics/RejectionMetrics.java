package dev.kizuki.stream.metrics;

import dev.kizuki.image.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts rejected images by reason. The bridge and the topology both reject. */
final class RejectionMetrics {
  private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);

  private final Counter lost;

  RejectionMetrics(MeterRegistry registry) {
    lost =
        Counter.builder("kizuki.images.lost")
            .description("Rejected images that were not kept: too large for topics.rejected")
            .register(registry);
    for (RejectionReason reason : RejectionReason.values()) {
      rejected.put(
          reason,
          Counter.builder("kizuki.images.rejected")
              .tag("reason", reason.code())
              .description("Images that could not be scored")
              .register(registry));
    }
  }

  void lost() {
    lost.increment();
  }

  void rejected(RejectionReason reason) {
    Objects.requireNonNull(rejected.get(reason)).increment();
  }
}
