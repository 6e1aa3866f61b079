package dev.kizuki.stream.metrics;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * All metrics of the service, one class for each subject. Each part of the service gets only its
 * own. {@code deploy/METRICS.md} lists every metric.
 *
 * <p>To add a metric, register it in the class of its subject with name, base unit and description,
 * and give that class a method that says what happened, such as {@code stored}. Call the method
 * where it happens. A new subject gets a new class and a component here. Add the event to {@code
 * ServiceMetricsTest.events()}, run that test, and copy the METRICS.md that it writes. Name metrics
 * {@code kizuki.<subject>.<what>} in lower case; Prometheus' suffixes come from type and unit. Give
 * a label only values from a fixed set, or limit them with {@link LimitedSeries}.
 */
public record ServiceMetrics(
    BridgeMetrics bridge,
    StandInMetrics standIns,
    BatchMetrics batches,
    VerdictMetrics verdicts,
    AlertMetrics alerts,
    AlertMetrics publishedIncidents,
    WebhookMetrics webhooks,
    ActionMetrics actions,
    CanaryMetrics canaries,
    ModelMetrics models,
    KafkaMetrics kafka,
    CertificateMetrics certificates,
    IncidentMetrics incidents,
    EvidenceMetrics evidence,
    LimitMetrics limits,
    ConsoleMetrics console) {

  /** Registers the metrics that exist from the start. */
  public static ServiceMetrics register(MeterRegistry registry, Metrics settings) {
    ReleaseMetrics.register(registry);
    StageMetrics stages = new StageMetrics(registry);
    RejectionMetrics rejections = new RejectionMetrics(registry);
    return new ServiceMetrics(
        new BridgeMetrics(registry, stages, rejections, new GroupMetrics(registry, settings)),
        new StandInMetrics(registry),
        new BatchMetrics(registry, stages),
        new VerdictMetrics(registry, rejections, new DeviceMetrics(registry, settings)),
        AlertMetrics.alerts(registry, stages),
        AlertMetrics.incidents(registry),
        new WebhookMetrics(registry),
        new ActionMetrics(registry),
        new CanaryMetrics(registry),
        new ModelMetrics(registry),
        new KafkaMetrics(registry),
        new CertificateMetrics(registry),
        new IncidentMetrics(registry, settings.groups()),
        new EvidenceMetrics(registry),
        new LimitMetrics(registry),
        new ConsoleMetrics(registry));
  }
}
