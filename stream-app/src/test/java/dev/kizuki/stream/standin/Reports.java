package dev.kizuki.stream.standin;

import dev.kizuki.stream.config.ImageSubscription;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Reports of instances for tests. */
final class Reports {
  static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
  static final String BROKER = "tcp://broker:1883";

  private Reports() {}

  static ImageSource source(List<String> standsInFor, String... topics) {
    return new ImageSource(
        "kizuki",
        BROKER,
        "",
        Arrays.stream(topics).map(ImageSubscription::of).toList(),
        true,
        standsInFor);
  }

  /** A report of an instance that takes images. */
  static ServiceStatus of(String instance, Instant at, ImageSource source) {
    return of(instance, at, true, source);
  }

  static ServiceStatus of(String instance, Instant at, boolean ready, ImageSource source) {
    return new ServiceStatus(
        instance, "0.1.0", START, at, ready, "ready", 0, 0, 0, 0, null, null, List.of(), source);
  }
}
