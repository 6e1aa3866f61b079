package dev.kizuki.stream.metrics;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * All metrics of the service, one class for each subject. Each part of the service gets only its
 * own. {@code deploy/METRICS.md} lists every metric.
 */
public record ServiceMetrics(
    BridgeMetrics bridge,
    BatchMetrics batches,
    VerdictMetrics verdicts,
    AlertMetrics alerts,
    CanaryMetrics canaries,
    ModelMetrics models,
    KafkaMetrics kafka,
    CertificateMetrics certificates) {

  /** Registers the metrics that exist from the start. */
  public static ServiceMetrics register(MeterRegistry registry, Metrics settings) {
    StageMetrics stages = new StageMetrics(registry);
    RejectionMetrics rejections = new RejectionMetrics(registry);
    DeviceMetrics devices = new DeviceMetrics(registry, settings);
    return new ServiceMetrics(
        new BridgeMetrics(registry, stages, rejections, devices),
        new BatchMetrics(registry, stages),
        new VerdictMetrics(registry, rejections, devices),
        new AlertMetrics(registry, stages),
        new CanaryMetrics(registry),
        new ModelMetrics(registry),
        new KafkaMetrics(registry),
        new CertificateMetrics(registry));
  }
}
