package dev.kizuki.stream.metrics;

import dev.kizuki.model.Release;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The metric that says which Kizuki runs. */
final class ReleaseMetrics {
  private ReleaseMetrics() {}

  /** Registers a gauge that is always 1; its labels are version and commit. */
  static void register(MeterRegistry registry) {
    Release release = Release.current();
    Gauges.number(
        registry,
        "kizuki.build.info",
        Tags.of("version", release.version(), "commit", release.commit()),
        () -> 1,
        "1; the labels say version and commit of this service");
  }
}
