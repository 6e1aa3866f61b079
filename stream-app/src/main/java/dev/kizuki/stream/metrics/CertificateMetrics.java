package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.DoubleSupplier;

/** Metrics of the expiry of certificate files. */
public final class CertificateMetrics {
  private final MeterRegistry registry;

  CertificateMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers the gauge of a certificate file.
   *
   * @param expiry seconds since 1970; NaN if the file cannot be read
   */
  public void bind(String file, DoubleSupplier expiry) {
    Gauge.builder("kizuki.certificate.expiry.timestamp", expiry, DoubleSupplier::getAsDouble)
        .tag("file", file)
        .baseUnit("seconds")
        .description(
            "When the first certificate of a file expires, since 1970; NaN if it cannot be read")
        .strongReference(true)
        .register(registry);
  }
}
