package dev.kizuki.embedded.bench;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.models.PictureSampler;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.topology.AnomalyTopology;
import dev.kizuki.stream.topology.IncidentSettings;
import dev.kizuki.stream.topology.JudgeSettings;
import dev.kizuki.stream.topology.PollJudge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** One variant of the topology in Kafka Streams, with its models and metrics. */
final class BenchStreams implements AutoCloseable {
  private static final URI SOURCE = URI.create("/bench");

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final String applicationId = "bench-" + UUID.randomUUID();
  private final MeterRegistry registry;
  private final ServedModels models;
  private final KafkaStreams streams;

  /**
   * Loads the models and builds the topology, but does not start it.
   *
   * @param stateFolder the state directory of Kafka Streams
   */
  BenchStreams(TopologySetup setup, String bootstrapServers, Path stateFolder) {
    Configuration configuration =
        setup
            .configuration()
            .kafka(bootstrapServers)
            .set("kafka.applicationId", applicationId)
            .stateDir(stateFolder)
            .build();
    registry =
        setup.metrics()
            ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
            : new CompositeMeterRegistry();
    models = ServedModels.load(configuration.models());
    ServiceMetrics metrics = ServiceMetrics.register(registry, configuration.metrics());
    IncidentSettings incidents =
        setup.incidents() ? IncidentSettings.of(configuration, SOURCE, metrics.incidents()) : null;
    JudgeSettings judge =
        new JudgeSettings(
            models,
            configuration.limits().image(),
            KafkaSettings.MAX_BATCH,
            metrics.batches(),
            incidents == null
                ? null
                : () -> new PictureSampler(Duration.ofSeconds(1), System::nanoTime));
    Topology topology =
        setup.workload().judges()
            ? new AnomalyTopology(
                    configuration.topics(),
                    judge,
                    metrics.verdicts(),
                    SOURCE,
                    new TopicLimits(new KafkaSettings(configuration).maxRequestBytes()),
                    configuration.limits().maxDeviceNameBytes(),
                    incidents)
                .build()
            : withoutJudge(setup);
    streams = new KafkaStreams(topology, settings(configuration, judge, setup.workload()));
  }

  private static Properties settings(
      Configuration configuration, JudgeSettings judge, Workload workload) {
    Properties settings =
        new KafkaSettings(configuration)
            .streams(PollJudge.settings(judge, configuration.topics().images()));
    if (workload != Workload.JUDGE_BY_POLL) {
      settings.remove(StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG));
    }
    return settings;
  }

  private static Topology withoutJudge(TopologySetup setup) {
    StreamsBuilder builder = new StreamsBuilder();
    var images =
        builder.stream(
            setup.topic(), Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("images"));
    if (setup.workload() == Workload.COPY) {
      images.to("scores", Produced.with(Serdes.String(), Serdes.ByteArray()).withName("out"));
    }
    return builder.build();
  }

  void start() {
    streams.start();
  }

  /** Returns the processor time and allocation of the stream threads and their clients. */
  ThreadCosts.Reading threadCosts() {
    return ThreadCosts.read(name -> name.contains(applicationId));
  }

  /**
   * Waits until the stream threads have processed a number of images since their start.
   *
   * @return the number that they have processed, which may be larger
   * @throws IllegalStateException if that takes longer than five minutes
   */
  long awaitProcessed(long images) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    // Kafka Streams has thousands of metrics: find these once
    List<? extends Metric> counts =
        streams.metrics().entrySet().stream()
            .filter(metric -> isProcessedCount(metric.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    while (sum(counts) < images) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d images were processed within %s".formatted(sum(counts), images, TIMEOUT));
      }
      Thread.sleep(2);
    }
    return sum(counts);
  }

  private static boolean isProcessedCount(MetricName metric) {
    return metric.name().equals("process-total") && metric.group().equals("stream-thread-metrics");
  }

  private static long sum(List<? extends Metric> counts) {
    return (long) counts.stream().mapToDouble(count -> (Double) count.metricValue()).sum();
  }

  @Override
  public void close() {
    streams.close();
    models.close();
    registry.close();
  }
}
