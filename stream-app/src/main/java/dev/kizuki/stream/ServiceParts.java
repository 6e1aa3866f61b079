package dev.kizuki.stream;

import dev.kizuki.model.Release;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.stream.action.ActionSubscriber;
import dev.kizuki.stream.action.ActionWriter;
import dev.kizuki.stream.alert.AlertPublisher;
import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.canary.Canary;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelUpdates;
import dev.kizuki.stream.console.Console;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.evidence.EvidencePublisher;
import dev.kizuki.stream.growth.PartitionCounts;
import dev.kizuki.stream.http.HealthEndpoint;
import dev.kizuki.stream.http.HttpServer;
import dev.kizuki.stream.http.MetricsEndpoint;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import dev.kizuki.stream.kafka.GroupLag;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.kafka.StreamThreads;
import dev.kizuki.stream.kafka.StreamsClients;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.lifecycle.ConcurrentClose;
import dev.kizuki.stream.lifecycle.Resources;
import dev.kizuki.stream.metrics.PrometheusMetrics;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.models.DeviceExplainer;
import dev.kizuki.stream.models.ModelArchive;
import dev.kizuki.stream.models.ModelEventWriter;
import dev.kizuki.stream.models.ModelWatch;
import dev.kizuki.stream.models.PictureSampler;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.models.SwapRules;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import dev.kizuki.stream.security.CertificateFiles;
import dev.kizuki.stream.standin.StandIns;
import dev.kizuki.stream.status.ServiceFacts;
import dev.kizuki.stream.status.StatusPublisher;
import dev.kizuki.stream.topology.AnomalyTopology;
import dev.kizuki.stream.topology.IncidentSettings;
import dev.kizuki.stream.topology.JudgeSettings;
import dev.kizuki.stream.topology.PollJudge;
import dev.kizuki.stream.topology.TooLargeRecords;
import dev.kizuki.stream.webhook.Webhooks;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every part of the service and connects them, in the order in which they depend on each
 * other. Nothing runs yet except the HTTP server. Each part is added to the resources. Closing
 * these first closes the HTTP server, then all parts that talk to Kafka or MQTT, at the same time
 * and within {@link #STOP_LIMIT}, then the models. No image and no alert is lost: Kafka and the
 * MQTT broker keep what is not acknowledged.
 */
final class ServiceParts {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceParts.class);
  private static final List<String> STATES =
      Arrays.stream(State.values()).map(State::name).toList();

  /**
   * The longest time to stop the parts that talk to Kafka or MQTT. The grace periods of the compose
   * file and the Helm chart are longer.
   */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** The time in which at most one image of a device is measured for the health of its camera. */
  private static final Duration MEASURE_EACH = Duration.ofSeconds(1);

  private static final Duration STREAMS_STOP_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration PRODUCER_STOP_TIMEOUT = Duration.ofSeconds(3);

  private final Configuration configuration;
  private final Resources resources;

  /** The parts that talk to Kafka or MQTT. */
  private final ConcurrentClose connected;

  private final Runnable fails;
  private final KafkaSettings kafka;
  private final MqttPort mqtt = new PahoPort();
  private final PrometheusMetrics registry;
  private final ServiceMetrics metrics;
  private final CanaryChannel canaryChannel;

  final ServedModels models;
  final StreamThreads threads;
  final KafkaStreams streams;
  final GroupLag lag;
  final ImageBridge bridge;
  final @Nullable AlertPublisher alerts;
  final @Nullable AlertPublisher incidents;
  final @Nullable ActionSubscriber actions;
  final @Nullable Webhooks webhooks;
  final @Nullable Canary canary;
  final @Nullable EvidencePublisher evidence;
  final @Nullable StandIns standIns;
  final @Nullable StatusPublisher status;
  final @Nullable ModelEventWriter modelEvents;
  final ServiceHealth health;
  final @Nullable Console console;
  final HttpServer http;
  final ModelWatch watch;

  /** Set while a stream thread may use a model. */
  private volatile boolean streaming;

  /**
   * Loads the models, creates missing topics and makes all parts. If this throws, the caller must
   * still close the resources.
   *
   * @param fails called when the service cannot continue; it must return at once
   */
  ServiceParts(Configuration configuration, Resources resources, Runnable fails) {
    this.configuration = configuration;
    this.resources = resources;
    this.fails = fails;
    kafka = new KafkaSettings(configuration);
    canaryChannel = CanaryChannel.open(configuration.mqtt().clientId());
    registry = resources.add(new PrometheusMetrics());
    metrics = ServiceMetrics.register(registry.registry(), configuration.metrics());
    models = models();
    connected = resources.add(new ConcurrentClose(STOP_LIMIT));
    createTopics();
    threads = new StreamThreads(fails);
    streams = streams();
    lag = lag();
    bindCertificates();
    bridge = bridge();
    alerts = alerts();
    incidents = incidents();
    actions = actions();
    webhooks = webhooks();
    canary = canary();
    evidence = evidence();
    health =
        new ServiceHealth(
            streams::state,
            threads::areRefused,
            bridge::isReady,
            alerts == null ? null : alerts::isReady);
    standIns = standIns();
    status = status();
    modelEvents = modelEvents();
    console = console();
    http = http();
    watch =
        resources.add(
            new ModelWatch(
                models,
                metrics.models(),
                configuration.modelUpdates().interval(),
                modelEvents == null ? change -> {} : modelEvents));
  }

  private ServedModels models() {
    ModelUpdates updates = configuration.modelUpdates();
    ModelArchive archive =
        updates.archive().isEmpty()
            ? null
            : new ModelArchive(Path.of(updates.archive()), metrics.models()::archiveFailed);
    ServedModels loaded =
        ServedModels.load(
            configuration.models(),
            new SwapRules(archive, updates.guardImages(), metrics.verdicts().totals()));
    resources.add(() -> closeUnlessStreaming(loaded));
    metrics.models().describe(loaded.descriptions());
    return loaded;
  }

  /** Closing a session that a thread runs would crash the JVM. */
  private void closeUnlessStreaming(ServedModels loaded) {
    if (streaming) {
      LOG.warn("a stream thread did not stop in time, so the models stay loaded");
    } else {
      loaded.close();
    }
  }

  private void createTopics() {
    LOG.atInfo()
        .addKeyValue("kafka", configuration.kafka().bootstrapServers())
        .addKeyValue("mqtt", configuration.mqtt().broker())
        .log("Kizuki starts; it waits up to {} s for Kafka", KafkaTopics.TIMEOUT_S);
    if (configuration.kafka().createTopics()) {
      new KafkaTopics(configuration, kafka).create();
    }
    Admin admin = Admin.create(kafka.admin("-partitions"));
    try {
      PartitionCounts.read(admin, configuration, new KafkaTopics(configuration, kafka))
          .requireEqual();
    } finally {
      // do not wait for answers that did not come
      admin.close(Duration.ZERO);
    }
  }

  private KafkaStreams streams() {
    URI source = source();
    IncidentSettings incidents =
        configuration.incidents().enabled()
            ? IncidentSettings.of(configuration, source, metrics.incidents())
            : null;
    if (incidents != null && incidents.limits() != null) {
      metrics.limits().bind(incidents.limits().known()::count);
    }
    JudgeSettings judging =
        new JudgeSettings(
            models,
            configuration.limits().image(),
            KafkaSettings.MAX_BATCH,
            metrics.batches(),
            incidents == null ? null : () -> new PictureSampler(MEASURE_EACH, System::nanoTime));
    TopicLimits limits = topicLimits();
    Map<String, Object> parts =
        new HashMap<>(PollJudge.settings(judging, configuration.topics().images()));
    parts.putAll(TooLargeRecords.settings(limits));
    KafkaStreams made =
        new KafkaStreams(
            new AnomalyTopology(
                    configuration.topics(),
                    judging,
                    metrics.verdicts(),
                    source,
                    limits,
                    configuration.limits().maxDeviceNameBytes(),
                    incidents)
                .build(),
            kafka.streams(parts),
            new StreamsClients());
    streaming = true;
    Resources topology = connected.add("streams", new Resources());
    topology.add(() -> streaming = !made.close(STREAMS_STOP_TIMEOUT));
    made.setUncaughtExceptionHandler(threads);
    made.setStateListener(threads);
    topology.add(registry.bind(made));
    metrics.kafka().bindState(STATES, () -> made.state().name());
    return made;
  }

  private URI source() {
    return URI.create("/kizuki/" + configuration.kafka().applicationId());
  }

  private TopicLimits topicLimits() {
    TopicLimits limits = new TopicLimits(kafka.maxRequestBytes());
    Admin admin = Admin.create(kafka.admin("-limits"));
    try {
      limits.read(admin, new KafkaTopics(configuration, kafka).names());
    } finally {
      // do not wait for answers that did not come
      admin.close(Duration.ZERO);
    }
    return limits;
  }

  private GroupLag lag() {
    GroupLag made =
        connected.add(
            "lag",
            new GroupLag(
                Admin.create(kafka.admin("-lag")),
                configuration.kafka().applicationId(),
                configuration.topics().images()));
    metrics.kafka().bindLag(made::records);
    return made;
  }

  private void bindCertificates() {
    for (String file : CertificateFiles.named(configuration).keySet()) {
      metrics.certificates().bind(file, () -> CertificateFiles.expiryOrNaN(file));
    }
  }

  private ImageBridge bridge() {
    Resources taking = connected.add("bridge", new Resources());
    KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.bridgeProducer());
    // MQTT delivers an image again that Kafka has not acknowledged before this timeout
    taking.add(() -> producer.close(PRODUCER_STOP_TIMEOUT));
    return taking.add(
        new ImageBridge(
            configuration, canaryChannel, mqtt, producer, metrics.bridge(), this::bridgeGivesUp));
  }

  private void bridgeGivesUp() {
    LOG.error(
        "Kafka has not accepted any image since the start, and its client does not recover from"
            + " this. The service stops and must be restarted. Check"
            + " kafka.bootstrapServers and the permissions of the user");
    fails.run();
  }

  private @Nullable AlertPublisher alerts() {
    return configuration.mqtt().anomalies().isEmpty()
        ? null
        : connected.add(
            "alerts",
            AlertPublisher.alerts(
                configuration,
                mqtt,
                new KafkaConsumer<>(kafka.alertConsumer()),
                () -> new KafkaProducer<>(kafka.undeliveredProducer()),
                metrics.alerts()));
  }

  private @Nullable AlertPublisher incidents() {
    return configuration.publishesIncidents()
        ? connected.add(
            "incidents",
            AlertPublisher.incidents(
                configuration,
                mqtt,
                new KafkaConsumer<>(kafka.incidentConsumer()),
                () -> new KafkaProducer<>(kafka.undeliveredProducer()),
                metrics.publishedIncidents()))
        : null;
  }

  private @Nullable ActionSubscriber actions() {
    return configuration.incidents().enabled() && !configuration.mqtt().actions().isEmpty()
        ? connected.add(
            "actions",
            new ActionSubscriber(
                mqtt,
                configuration.mqtt(),
                new ActionWriter(
                    new KafkaProducer<>(kafka.actionProducer()), configuration.topics().actions()),
                metrics.actions(),
                Clock.systemUTC()))
        : null;
  }

  private @Nullable Webhooks webhooks() {
    return configuration.incidents().enabled() && !configuration.webhooks().isEmpty()
        ? connected.add(
            "webhooks",
            new Webhooks(
                configuration,
                hook -> new KafkaConsumer<>(kafka.webhookConsumer(hook)),
                metrics.webhooks()))
        : null;
  }

  private @Nullable Canary canary() {
    return configuration.canary().isOn()
        ? connected.add(
            "canary", new Canary(configuration, canaryChannel, mqtt, models, metrics.canaries()))
        : null;
  }

  private @Nullable EvidencePublisher evidence() {
    return configuration.incidents().enabled()
        ? connected.add(
            "evidence",
            new EvidencePublisher(
                new EvidencePublisher.Topics(
                    configuration.topics().incidents(), configuration.topics().evidence()),
                new KafkaConsumer<>(kafka.evidenceConsumer()),
                new KafkaProducer<>(kafka.evidenceProducer()),
                new RecordReader(
                    () -> new KafkaConsumer<>(kafka.recordConsumer("-evidence-images"))),
                new DeviceExplainer(
                    models, configuration.limits().image(), EvidenceRunner.DEFAULT_BUDGET),
                metrics.evidence(),
                System::nanoTime))
        : null;
  }

  private @Nullable StandIns standIns() {
    if (!configuration.incidents().enabled()) {
      return null;
    }
    Resources standingIn = connected.add("stand-ins", new Resources());
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(kafka.statusProducer("-stand-ins"));
    standingIn.add(() -> producer.close(PRODUCER_STOP_TIMEOUT));
    return standingIn.add(
        StandIns.of(
            configuration,
            kafka,
            imageSource(List.of()),
            canaryChannel,
            mqtt,
            producer,
            metrics.bridge(),
            metrics.standIns()));
  }

  /** Returns the way in which this instance takes images. */
  private ImageSource imageSource(List<String> standsInFor) {
    return new ImageSource(
        configuration.kafka().applicationId(),
        configuration.mqtt().broker().toString(),
        configuration.mqtt().sharedGroup(),
        configuration.mqtt().images(),
        !configuration.mqtt().standInAfter().isZero(),
        standsInFor);
  }

  private @Nullable StatusPublisher status() {
    return configuration.incidents().enabled()
        ? connected.add(
            "status",
            new StatusPublisher(
                configuration.topics().services(),
                new ServiceFacts(
                    configuration.mqtt().clientId(),
                    Release.current().version(),
                    Instant.now(),
                    models,
                    metrics.verdicts(),
                    metrics.batches().shadows(),
                    metrics.canaries(),
                    health::ready,
                    () -> (long) lag.records(),
                    () -> imageSource(standIns == null ? List.of() : standIns.peers())),
                new KafkaProducer<>(kafka.statusProducer("-status")),
                InstantSource.system()))
        : null;
  }

  private @Nullable ModelEventWriter modelEvents() {
    return configuration.incidents().enabled()
        ? connected.add(
            "model-events",
            new ModelEventWriter(
                configuration.topics().modelEvents(),
                source(),
                configuration.mqtt().clientId(),
                new KafkaProducer<>(kafka.modelEventProducer()),
                InstantSource.system()))
        : null;
  }

  private @Nullable Console console() {
    return configuration.console().enabled()
        ? connected.add("console", new Console(configuration, kafka, metrics.console()))
        : null;
  }

  private HttpServer http() {
    MetricsEndpoint scrapes = resources.add(new MetricsEndpoint(registry::scrape));
    return resources.add(
        new HttpServer(
            configuration.http(),
            List.of(
                scrapes,
                new HealthEndpoint("/health/live", health::live),
                new HealthEndpoint("/health/ready", health::ready)),
            console == null ? routes -> {} : console::addRoutes));
  }
}
