package dev.kizuki.stream;

import dev.kizuki.stream.alert.AlertPublisher;
import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.canary.Canary;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.GroupLag;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import dev.kizuki.stream.kafka.StreamThreads;
import dev.kizuki.stream.lifecycle.Periodic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.metrics.HttpEndpoint;
import dev.kizuki.stream.metrics.HttpEndpoint.Health;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import dev.kizuki.stream.security.CertificateFiles;
import dev.kizuki.stream.topology.AnomalyTopology;
import dev.kizuki.stream.topology.JudgeSettings;
import dev.kizuki.stream.topology.PollJudge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole service in one object: models, topology, bridge, alerts, metrics and health. */
public final class KizukiService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KizukiService.class);
  private static final List<String> STATES =
      Arrays.stream(State.values()).map(State::name).toList();
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration PRODUCER_STOP_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SELF_TEST_PERIOD = Duration.ofMinutes(1);

  private final Configuration configuration;
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final ServiceMetrics metrics;
  private final KafkaStreams streams;
  private final ImageBridge bridge;
  private final @Nullable AlertPublisher alerts;
  private final @Nullable Canary canary;
  private final GroupLag lag;
  private final HttpEndpoint http;
  private final CountDownLatch failed = new CountDownLatch(1);
  private final StreamThreads threads = new StreamThreads(failed::countDown);
  private boolean streaming;

  /**
   * Loads the models, creates missing topics and starts everything.
   *
   * @throws dev.kizuki.stream.config.ConfigurationException if the configuration cannot be used
   * @throws dev.kizuki.model.ModelException if a model cannot be used
   * @throws ServiceException if Kafka cannot be reached
   */
  public KizukiService(Configuration configuration) {
    this.configuration = configuration;
    try {
      PrometheusMeterRegistry registry = registry();
      metrics = ServiceMetrics.register(registry, configuration.metrics());
      ServedModels models = ServedModels.load(configuration.models());
      own(() -> closeModels(models));
      metrics.models().describe(models.descriptions());
      KafkaSettings kafka = new KafkaSettings(configuration);
      LOG.atInfo()
          .addKeyValue("kafka", configuration.kafka().bootstrapServers())
          .addKeyValue("mqtt", configuration.mqtt().broker())
          .log("Kizuki starts; it waits up to {} s for Kafka", KafkaTopics.TIMEOUT_S);
      if (configuration.kafka().createTopics()) {
        new KafkaTopics(configuration, kafka).create();
      }
      JudgeSettings scoring =
          new JudgeSettings(
              models, configuration.limits().image(), KafkaSettings.MAX_BATCH, metrics.batches());
      streams = streams(kafka, scoring);
      own(new KafkaStreamsMetrics(streams)).bindTo(registry);
      metrics.kafka().bindState(STATES, () -> streams.state().name());
      lag =
          own(
              new GroupLag(
                  Admin.create(kafka.admin("-lag")),
                  configuration.kafka().applicationId(),
                  configuration.topics().images()));
      metrics.kafka().bindLag(lag::records);
      for (String file : CertificateFiles.named(configuration).keySet()) {
        metrics.certificates().bind(file, () -> CertificateFiles.expiryOrNaN(file));
      }
      MqttPort mqtt = new PahoPort();
      bridge =
          own(
              new ImageBridge(
                  configuration, mqtt, producer(kafka), metrics.bridge(), this::bridgeGivesUp));
      alerts =
          configuration.mqtt().anomalies().isEmpty()
              ? null
              : own(
                  new AlertPublisher(
                      configuration,
                      mqtt,
                      new KafkaConsumer<>(kafka.alertConsumer()),
                      metrics.alerts()));
      canary =
          configuration.canary().isOn()
              ? own(new Canary(configuration, mqtt, models, metrics.canaries()))
              : null;
      http = own(new HttpEndpoint(configuration.http(), registry, this::live, this::ready));
      start(models);
    } catch (KafkaException e) {
      close();
      throw new ServiceException(
          "Kafka's clients cannot be made (kafka.bootstrapServers %s, kafka.properties): %s"
              .formatted(
                  configuration.kafka().bootstrapServers(),
                  e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private KafkaProducer<String, byte[]> producer(KafkaSettings kafka) {
    KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.bridgeProducer());
    // what Kafka has not taken by then was not acknowledged to MQTT, and comes again
    own(() -> producer.close(PRODUCER_STOP_TIMEOUT));
    return producer;
  }

  private void bridgeGivesUp() {
    LOG.error(
        "Kafka has not taken one image since the start, and this client does not recover; the service"
            + " stops, to be started again. Look at kafka.bootstrapServers, and at what its user may do");
    failed.countDown();
  }

  private void start(ServedModels models) {
    streams.start();
    bridge.start();
    lag.start();
    if (alerts != null) {
      alerts.start();
    }
    if (canary != null) {
      canary.start();
    }
    watchModels(models);
    LOG.atInfo()
        .addKeyValue("mqtt", configuration.mqtt().broker())
        .addKeyValue("kafka", configuration.kafka().bootstrapServers())
        .addKeyValue("http", http.port())
        .addKeyValue(
            "models", models.all().stream().map(m -> m.model().metadata().title()).toList())
        .log("Kizuki started");
  }

  /**
   * New files, and the self-test of what serves, in one thread: neither sees the other half done.
   */
  private void watchModels(ServedModels models) {
    Duration interval = configuration.modelUpdates().interval();
    boolean updates = !interval.isZero();
    Duration pause =
        updates && interval.compareTo(SELF_TEST_PERIOD) < 0 ? interval : SELF_TEST_PERIOD;
    AtomicLong lastUpdate = new AtomicLong(System.nanoTime());
    AtomicLong lastSelfTest = new AtomicLong(System.nanoTime());
    Periodic watch =
        new Periodic(
            "models",
            pause,
            () -> {
              if (updates && isDue(lastUpdate, interval)) {
                ServedModels.Update update = models.update();
                metrics.models().updated(update.taken(), update.refused(), models.refused());
                if (update.taken() > 0) {
                  metrics.models().describe(models.descriptions());
                }
              }
              if (isDue(lastSelfTest, SELF_TEST_PERIOD)) {
                models.selfTest();
              }
            });
    own(watch).start(pause);
  }

  private static boolean isDue(AtomicLong last, Duration period) {
    long now = System.nanoTime();
    // the pause between two looks is never exact
    boolean due = now - last.get() >= period.toNanos() * 9 / 10;
    if (due) {
      last.set(now);
    }
    return due;
  }

  /** Remembers what is to be closed, the last first. */
  private <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  private PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    own(registry::close);
    // a random UUID per start would make every series a new one
    registry.config().meterFilter(MeterFilter.ignoreTags("process.id", "kafka.version"));
    new JvmMemoryMetrics().bindTo(registry);
    own(new JvmGcMetrics()).bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  private KafkaStreams streams(KafkaSettings kafka, JudgeSettings scoring) {
    URI source = URI.create("/kizuki/" + configuration.kafka().applicationId());
    KafkaStreams made =
        new KafkaStreams(
            new AnomalyTopology(configuration.topics(), scoring, metrics.verdicts(), source)
                .build(),
            kafka.streams(PollJudge.settings(scoring)));
    made.setUncaughtExceptionHandler(threads);
    made.setStateListener(threads);
    streaming = true;
    own(() -> streaming = !made.close(STOP_TIMEOUT));
    return made;
  }

  /** A session that is closed while a thread runs it takes the JVM with it. */
  private void closeModels(ServedModels models) {
    if (streaming) {
      LOG.warn("a stream thread did not stop in time, so the models stay loaded");
    } else {
      models.close();
    }
  }

  private Health live() {
    State state = streams.state();
    boolean ok = state != State.ERROR && state != State.PENDING_ERROR && state != State.NOT_RUNNING;
    return new Health(ok, "streams " + state);
  }

  /** Whether images are taken and scored, and why not. */
  public Health ready() {
    State state = streams.state();
    boolean streaming =
        (state == State.RUNNING || state == State.REBALANCING) && !threads.areRefused();
    boolean alerting = alerts == null || alerts.isReady();
    return new Health(
        streaming && bridge.isReady() && alerting,
        "streams %s, bridge %s, alerts %s"
            .formatted(
                threads.areRefused() ? "refused by Kafka" : state,
                bridge.isReady() ? "connected" : "not connected",
                alerts == null ? "off" : alerting ? "connected" : "not connected"));
  }

  /** The port of metrics and health. */
  public int httpPort() {
    return http.port();
  }

  /** Waits until the service cannot go on by itself. */
  public void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /**
   * Stops: first what takes images, then what scores them, at last the models, which nobody uses
   * any more by then.
   */
  @Override
  public void close() {
    while (!resources.isEmpty()) {
      AutoCloseable resource = resources.pop();
      try {
        resource.close();
      } catch (Exception e) {
        LOG.atWarn()
            .setCause(e)
            .log("could not be closed: {}", resource.getClass().getSimpleName());
      }
    }
  }
}
