package dev.kizuki.stream.topology;

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
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in memory, with the model of zeros. */
final class TopologyRun implements AutoCloseable {
  static final int MOST_DEVICE_NAME_BYTES = 256;
  static final Instant ARRIVED = Instant.parse("2026-01-02T03:04:05.678Z");

  static final int BURN_IN = 60;

  final KnownLimits known = new KnownLimits();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ServedModels models;
  final JudgeSettings settings;
  final TopicLimits limits = new TopicLimits(1 << 20);
  final TestInputTopic<String, byte[]> images;
  final TestOutputTopic<String, byte[]> anomalies;
  final TestOutputTopic<String, byte[]> scores;
  final TestOutputTopic<String, byte[]> rejected;
  final TopologyTestDriver driver;

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
    this.models = models;
    settings = TestModels.stage(models, registry);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, "target/topology-state/" + UUID.randomUUID());
    driver =
        new TopologyTestDriver(
            new AnomalyTopology(
                    new Topics(
                        "images",
                        "anomalies",
                        "scores",
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
                        "model-events"),
                    settings,
                    TestModels.metrics(registry).verdicts(),
                    URI.create("/kizuki/test"),
                    limits,
                    MOST_DEVICE_NAME_BYTES,
                    watches ? incidents() : null)
                .build(),
            properties);
    images = driver.createInputTopic("images", new StringSerializer(), new ByteArraySerializer());
    anomalies = output("anomalies");
    scores = output("scores");
    rejected = output("rejected");
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
