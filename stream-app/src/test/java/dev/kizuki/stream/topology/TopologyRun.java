package dev.kizuki.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.config.Configuration.Samples;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.drift.DriftRules;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.models.PictureSampler;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in memory, with the model of zeros. */
final class TopologyRun implements AutoCloseable {
  static final int MOST_DEVICE_NAME_BYTES = 256;
  static final Instant ARRIVED = Instant.parse("2026-01-02T03:04:05.678Z");

  static final int BURN_IN = 60;

  private static final List<String> STORES =
      List.of(
          AnomalyTopology.INCIDENT_STORE,
          AnomalyTopology.DEVICE_STORE,
          AnomalyTopology.LINE_STORE,
          AnomalyTopology.BURN_IN_STORE);

  /** The limits of all devices; another object after a restart. */
  KnownLimits known = new KnownLimits();

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ServedModels models;
  final JudgeSettings settings;
  final TopicLimits limits = new TopicLimits(1 << 20);
  TestInputTopic<String, byte[]> images;
  TestOutputTopic<String, byte[]> anomalies;
  TestOutputTopic<String, byte[]> scores;
  TestOutputTopic<String, byte[]> rejected;
  TopologyTestDriver driver;

  private final boolean watches;
  private Path state = folder();

  /** The model judges every device. */
  TopologyRun() {
    this("*");
  }

  /**
   * @param devices the pattern of the devices that the model judges
   */
  TopologyRun(String devices) {
    this(devices, false);
  }

  /**
   * @param watches whether there are incidents
   */
  TopologyRun(String devices, boolean watches) {
    this(TestModels.served(devices), watches);
  }

  /**
   * @param models the models that serve, which this object closes
   * @param watches whether there are incidents
   */
  TopologyRun(ServedModels models, boolean watches) {
    this(models, watches, false);
  }

  /**
   * @param models the models that serve, which this object closes
   * @param watches whether there are incidents
   * @param measures whether each image is measured for the health of its camera
   */
  TopologyRun(ServedModels models, boolean watches, boolean measures) {
    this.models = models;
    this.watches = watches;
    settings =
        measures
            ? new JudgeSettings(
                models,
                ImageLimits.DEFAULT,
                64,
                TestModels.metrics(registry).batches(),
                () -> new PictureSampler(Duration.ZERO, System::nanoTime))
            : TestModels.stage(models, registry);
    driver = start();
    images = input("images");
    anomalies = output("anomalies");
    scores = output("scores");
    rejected = output("rejected");
  }

  private TopologyTestDriver start() {
    return new TopologyTestDriver(
        new AnomalyTopology(
                topics("scores"),
                settings,
                TestModels.metrics(registry).verdicts(),
                URI.create("/kizuki/test"),
                limits,
                MOST_DEVICE_NAME_BYTES,
                watches ? incidents() : null)
            .build(),
        properties(state));
  }

  /** Topics with short names; no scores are written if their topic is empty. */
  static Topics topics(String scores) {
    return new Topics(
        "images",
        "anomalies",
        scores,
        "rejected",
        "undelivered",
        "incidents",
        "actions",
        "evidence",
        "devices",
        "services",
        "limits",
        "samples",
        "comparisons",
        "model-events");
  }

  /**
   * Stops and starts again with the present contents of the stores. The heap is lost. Topics that a
   * test has made for the old driver are of no use afterwards.
   *
   * @param published the records of the topic of limits, by key
   */
  void restart(Map<String, byte[]> published) {
    // the driver deletes the folder of its stores when it is closed
    Path next = folder();
    for (String name : STORES) {
      copy(driver.getKeyValueStore(name), name, next);
    }
    driver.close();
    state = next;
    known = new KnownLimits();
    driver = start();
    images = input("images");
    anomalies = output("anomalies");
    scores = output("scores");
    rejected = output("rejected");
    published.forEach(input("limits")::pipeInput);
  }

  private static void copy(KeyValueStore<String, byte[]> from, String name, Path state) {
    KeyValueStore<Bytes, byte[]> to = Stores.persistentKeyValueStore(name).get();
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(
            properties(state), new TaskId(0, 0), state.resolve("test/0_0").toFile());
    to.init(context.getStateStoreContext(), to);
    try (KeyValueIterator<String, byte[]> all = from.all()) {
      all.forEachRemaining(each -> to.put(Bytes.wrap(each.key.getBytes(UTF_8)), each.value));
    }
    to.close();
  }

  private static Path folder() {
    return Path.of("target/topology-state/" + UUID.randomUUID());
  }

  private static Properties properties(Path state) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    return properties;
  }

  TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  private IncidentSettings incidents() {
    return new IncidentSettings(
        KeeperRun.RULES,
        device -> "line",
        device -> CameraLimits.DEFAULT,
        ImageLimits.DEFAULT,
        new DriftRules(Duration.ofSeconds(10), 0.1, 0.1),
        URI.create("/kizuki/test"),
        "",
        new Samples(Duration.ofHours(1), 24),
        new LimitSettings(BURN_IN, known),
        TestModels.metrics(registry).incidents());
  }

  TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Pairs of header and text. */
  static Headers headers(String... pairs) {
    Headers headers = new RecordHeaders();
    for (int i = 0; i < pairs.length; i += 2) {
      ImageHeaders.set(headers, pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  /** Sends an image through the topology; it has arrived at {@link #ARRIVED}. */
  void send(@Nullable String device, byte @Nullable [] image, Headers headers) {
    send(device, image, headers, ARRIVED);
  }

  void send(@Nullable String device, byte @Nullable [] image, Headers headers, Instant arrived) {
    images.pipeInput(new TestRecord<>(device, image, headers, arrived));
  }

  /** The alerts since the last call. */
  List<ImageEvent> alerts() {
    return anomalies.readValuesToList().stream().map(EventJson::read).toList();
  }

  /** The scores since the last call. */
  List<ImageEvent> scores() {
    return scores.readValuesToList().stream().map(EventJson::read).toList();
  }

  double count(String counter) {
    return registry.get(counter).counter().count();
  }

  @Override
  public void close() {
    driver.close();
    models.close();
  }
}
