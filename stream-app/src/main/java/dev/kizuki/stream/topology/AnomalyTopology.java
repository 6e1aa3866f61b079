package dev.kizuki.stream.topology;

import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.metrics.VerdictMetrics;
import java.net.URI;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The topology from images to anomalies, scores, rejected images and incidents: the sources of
 * images and of the operators' actions, one processor, and one sink for each topic. {@link
 * JudgeProcessor} decides what goes to which sink.
 */
public final class AnomalyTopology {
  /** The sink of alerts and of the verdicts on canaries. */
  static final String ANOMALIES = "anomalies";

  /** The sink of the scores of all images. It exists only if scores are written. */
  static final String SCORES = "scores";

  /** The sink of images that cannot be judged. */
  static final String REJECTED = "rejected";

  /** The sink of incidents. This sink and those below exist only if there are incidents. */
  static final String INCIDENTS = "incidents";

  /** The sink of messages to the tasks of other devices, and of lines. */
  static final String ACTIONS_OUT = "actions-out";

  /** The sink of the status of devices. */
  static final String DEVICES = "devices";

  /** The sink of images that are kept by reference. It exists only if samples are kept. */
  static final String SAMPLES = "samples";

  /** The sink of the limits of devices. It exists only if devices learn limits. */
  static final String LIMITS = "limits";

  /** The store of burn-ins, by device and network. It exists only if devices learn limits. */
  static final String BURN_IN_STORE = "burn-ins";

  /** The sink of images on which a model and its shadow disagree. It exists only with shadows. */
  static final String COMPARISONS = "comparisons";

  /** The store of incidents, by id. Its changelog is APPLICATION-incidents-changelog. */
  static final String INCIDENT_STORE = "incidents";

  /** The store of what is known of devices, by device. */
  static final String DEVICE_STORE = "devices";

  /** The store of lines, by line. */
  static final String LINE_STORE = "lines";

  private static final String IMAGES = "images";
  private static final String ACTIONS = "actions";
  private static final String JUDGE = "judge";

  private final Topics topics;
  private final JudgeSettings settings;
  private final VerdictMetrics metrics;
  private final URI source;
  private final TopicLimits limits;
  private final int maxDeviceNameBytes;
  private final CaptureFlaws captureFlaws;
  private final @Nullable IncidentSettings incidents;

  /**
   * @param source the CloudEvents source of every event
   * @param limits the largest records that the topics take
   * @param maxDeviceNameBytes the longest name of a device, in bytes of UTF-8
   * @param incidents null if there are no incidents
   */
  public AnomalyTopology(
      Topics topics,
      JudgeSettings settings,
      VerdictMetrics metrics,
      URI source,
      TopicLimits limits,
      int maxDeviceNameBytes,
      @Nullable IncidentSettings incidents) {
    this.topics = topics;
    this.settings = settings;
    this.metrics = metrics;
    this.source = source;
    this.limits = limits;
    this.maxDeviceNameBytes = maxDeviceNameBytes;
    this.incidents = incidents;
    this.captureFlaws = new CaptureFlaws(metrics);
  }

  /** Builds the topology. Kafka Streams makes one processor for each partition of the images. */
  public Topology build() {
    Topology topology = new Topology();
    topology.addSource(
        IMAGES, new StringDeserializer(), new ByteArrayDeserializer(), topics.images());
    if (incidents == null) {
      topology.addProcessor(JUDGE, this::processor, IMAGES);
    } else {
      topology.addSource(
          ACTIONS, new StringDeserializer(), new ByteArrayDeserializer(), topics.actions());
      topology.addProcessor(JUDGE, this::processor, IMAGES, ACTIONS);
      for (String store : List.of(INCIDENT_STORE, DEVICE_STORE, LINE_STORE)) {
        addStore(topology, store);
      }
      topology.addSink(
          INCIDENTS,
          topics.incidents(),
          new StringSerializer(),
          new ByteArraySerializer(),
          new DevicePartitioner(),
          JUDGE);
      addSink(topology, ACTIONS_OUT, topics.actions());
      addSink(topology, DEVICES, topics.devices());
      if (incidents.samples().keep() > 0) {
        addSink(topology, SAMPLES, topics.samples());
      }
      if (incidents.limits() != null) {
        addLimits(topology, incidents.limits().known());
      }
    }
    addSink(topology, ANOMALIES, topics.anomalies());
    if (topics.writesScores()) {
      addSink(topology, SCORES, topics.scores());
    }
    addSink(topology, REJECTED, topics.rejected());
    if (settings.models().hasShadows()) {
      addSink(topology, COMPARISONS, topics.comparisons());
    }
    return topology;
  }

  private JudgeProcessor processor() {
    return new JudgeProcessor(
        new RecordJudge(settings),
        new VerdictCounter(metrics, captureFlaws),
        new ImageEvents(source),
        new SinkLimits(limits, topics),
        new ModelComparisons(settings.metrics().shadows()),
        maxDeviceNameBytes,
        topics,
        settings.models(),
        incidents);
  }

  /** Lets every task know the limits of all devices before it reads an image. */
  private void addLimits(Topology topology, KnownLimits known) {
    addStore(topology, BURN_IN_STORE);
    addSink(topology, LIMITS, topics.limits());
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("known-limits"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled(),
        "known-limits-source",
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topics.limits(),
        "known-limits-reader",
        () -> new LimitReader(known));
  }

  private static void addStore(Topology topology, String name) {
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withCachingDisabled(),
        JUDGE);
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(name, topic, new StringSerializer(), new ByteArraySerializer(), JUDGE);
  }
}
