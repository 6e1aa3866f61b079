package dev.kizuki.embedded.bench;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.metrics.VerdictMetrics;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.topology.AnomalyTopology;
import dev.kizuki.stream.topology.JudgeSettings;
import dev.kizuki.stream.topology.PollJudge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

/** The topology between an embedded broker's topics, which hold all images before it starts. */
final class TopologyLine implements Line {
  /** The first part of the images warms up, and is not counted. */
  private static final double WARM_UP = 0.3;

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Setup setup;
  private final BenchKafka kafka;
  private final Path folder;
  private final String models;

  /** How the images are scored. */
  enum Scoring {
    /** As the service does it. */
    BY_POLL,
    /** One record after the other. */
    BY_RECORD,
    /** Not at all: each record is written to another topic as it is. */
    IDENTITY,
    /** Not at all, and nothing is written. */
    CONSUME
  }

  /**
   * What is varied.
   *
   * @param topic of the images
   */
  record Setup(
      String name,
      String topic,
      Scoring scoring,
      boolean exactlyOnce,
      boolean scores,
      boolean metrics,
      int threads) {
    Setup named(String other) {
      return new Setup(other, topic, scoring, exactlyOnce, scores, metrics, threads);
    }

    Setup scoring(Scoring other) {
      return new Setup(name, topic, other, exactlyOnce, scores, metrics, threads);
    }

    Setup exactly() {
      return new Setup(name, topic, scoring, true, scores, metrics, threads);
    }

    Setup writingScores() {
      return new Setup(name, topic, scoring, exactlyOnce, true, metrics, threads);
    }

    Setup withoutMetrics() {
      return new Setup(name, topic, scoring, exactlyOnce, scores, false, threads);
    }

    Setup threads(int n) {
      return new Setup(name, topic, scoring, exactlyOnce, scores, metrics, n);
    }
  }

  /**
   * @param models the value of the key {@code models}, as YAML
   */
  TopologyLine(Setup setup, BenchKafka kafka, Path folder, String models) {
    this.setup = setup;
    this.kafka = kafka;
    this.folder = folder;
    this.models = models;
  }

  @Override
  public String name() {
    return setup.name;
  }

  private Configuration configuration(String id) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KIZUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("KIZUKI_KAFKA_APPLICATION_ID", id);
    environment.put("KIZUKI_KAFKA_STATE_DIR", folder.toString());
    environment.put("KIZUKI_KAFKA_THREADS", Integer.toString(setup.threads));
    environment.put(
        "KIZUKI_KAFKA_PROCESSING_GUARANTEE",
        setup.exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    environment.put("KIZUKI_TOPICS_IMAGES", setup.topic);
    environment.put("KIZUKI_TOPICS_SCORES", setup.scores ? "scores" : "");
    environment.put("KIZUKI_MODELS", models);
    return ConfigurationReader.read("", "the bench", environment);
  }

  @Override
  public Measurement run() throws InterruptedException {
    return run((streams, id) -> measure(streams, name -> name.contains(id)));
  }

  /** Scores the whole topic so many times with one service, and looks at the memory each time. */
  List<Memory> repeat(int times, Consumer<Memory> each) throws InterruptedException {
    return run(
        (streams, id) -> {
          List<Memory> memories = new ArrayList<>();
          streams.start();
          for (int i = 1; i <= times; i++) {
            await(streams, i * kafka.records(setup.topic));
            Memory memory = Memory.now();
            memories.add(memory);
            each.accept(memory);
            if (i < times) {
              kafka.refill(setup.topic);
            }
          }
          return memories;
        });
  }

  /** What is done with the streams, which are not started yet. */
  private interface Measuring<T> {
    T measure(KafkaStreams streams, String applicationId) throws InterruptedException;
  }

  private <T> T run(Measuring<T> measuring) throws InterruptedException {
    String id = "bench-" + UUID.randomUUID();
    Configuration configuration = configuration(id);
    MeterRegistry registry =
        setup.metrics
            ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
            : new CompositeMeterRegistry();
    try (ServedModels served = ServedModels.load(configuration.models())) {
      ServiceMetrics metrics = ServiceMetrics.register(registry, configuration.metrics());
      JudgeSettings scoring =
          new JudgeSettings(
              served, configuration.limits().image(), KafkaSettings.MAX_BATCH, metrics.batches());
      Properties settings = new KafkaSettings(configuration).streams(PollJudge.settings(scoring));
      if (setup.scoring != Scoring.BY_POLL) {
        settings.remove(
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG));
      }
      try (KafkaStreams streams =
          new KafkaStreams(topology(configuration, scoring, metrics.verdicts()), settings)) {
        return measuring.measure(streams, id);
      }
    } finally {
      registry.close();
    }
  }

  private Topology topology(
      Configuration configuration, JudgeSettings scoring, VerdictMetrics metrics) {
    if (setup.scoring == Scoring.BY_POLL || setup.scoring == Scoring.BY_RECORD) {
      return new AnomalyTopology(configuration.topics(), scoring, metrics, URI.create("/bench"))
          .build();
    }
    StreamsBuilder builder = new StreamsBuilder();
    var images =
        builder.stream(
            setup.topic, Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("images"));
    if (setup.scoring == Scoring.IDENTITY) {
      images.to("scores", Produced.with(Serdes.String(), Serdes.ByteArray()).withName("out"));
    }
    return builder.build();
  }

  private Measurement measure(KafkaStreams streams, Predicate<String> threads)
      throws InterruptedException {
    long all = kafka.records(setup.topic);
    streams.start();
    long first = await(streams, (long) (WARM_UP * all));
    long start = System.nanoTime();
    ThreadCosts.Reading before = ThreadCosts.read(threads);
    long last = await(streams, all);
    long time = System.nanoTime() - start;
    return Measurement.of(last - first, time, ThreadCosts.read(threads).since(before));
  }

  private static long await(KafkaStreams streams, long images) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    // looked for once: there are thousands
    List<? extends Metric> counts =
        streams.metrics().entrySet().stream()
            .filter(metric -> isCount(metric.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    while (sum(counts) < images) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d images were scored within %s".formatted(sum(counts), images, TIMEOUT));
      }
      Thread.sleep(2);
    }
    return sum(counts);
  }

  /** What a stream thread has processed. */
  private static boolean isCount(MetricName metric) {
    return metric.name().equals("process-total") && metric.group().equals("stream-thread-metrics");
  }

  private static long sum(List<? extends Metric> counts) {
    return (long) counts.stream().mapToDouble(count -> (Double) count.metricValue()).sum();
  }
}
