package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The registry that holds every metric of the process, with the metrics of the JVM in it. The
 * caller must close it after everything that records metrics.
 */
public final class PrometheusMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  public PrometheusMetrics() {
    // these labels hold a random UUID or a version: each start would make every series a new one
    registry.config().meterFilter(MeterFilter.ignoreTags("process.id", "kafka.version"));
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** The registry, for {@link ServiceMetrics#register}. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * Adds the metrics of Kafka Streams and its clients.
   *
   * @return the binding, which the caller must close before the streams
   */
  public AutoCloseable bind(KafkaStreams streams) {
    KafkaStreamsMetrics binding = new KafkaStreamsMetrics(streams);
    binding.bindTo(registry);
    return binding;
  }

  /** All metrics in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
