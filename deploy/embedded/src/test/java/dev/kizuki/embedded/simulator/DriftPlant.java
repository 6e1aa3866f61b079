package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.config.Configuration.Metrics;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.Configuration.Samples;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.drift.DriftRules;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.limit.LimitAction;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.models.PictureSampler;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.topology.AnomalyTopology;
import dev.kizuki.stream.topology.IncidentSettings;
import dev.kizuki.stream.topology.JudgeSettings;
import dev.kizuki.stream.topology.LimitSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
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

/** The whole topology in memory, with a shipped model and simulated time. */
final class DriftPlant implements AutoCloseable {
  static final Duration STEP = Duration.ofSeconds(10);
  static final int BURN_IN = 300;

  private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
  private static final URI SOURCE = URI.create("/kizuki/drift");
  private static final int MOST_RECORD_BYTES = 1 << 20;
  private static final int MOST_DEVICE_NAME_BYTES = 256;

  private static final Incidents RULES =
      new Incidents(
          true,
          1,
          1,
          1.0,
          Duration.ofMinutes(1),
          0,
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofDays(30));

  private static final Topics TOPICS =
      new ConfigurationBuilder()
          .mqtt(URI.create("mqtt://localhost:1"))
          .kafka("localhost:1")
          .model(Path.of("unused.onnx"))
          .build()
          .topics();

  private final ServedModels models;
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> images;
  private final TestInputTopic<String, byte[]> actions;
  private final TestOutputTopic<String, byte[]> anomalies;
  private final TestOutputTopic<String, byte[]> incidents;
  private final List<Incident> seen = new ArrayList<>();
  private final Map<String, Integer> alerts = new HashMap<>();
  private Instant now = START;

  DriftPlant(String model) {
    ServiceMetrics metrics =
        ServiceMetrics.register(
            new SimpleMeterRegistry(), new Metrics(10, Pattern.compile("(.*)"), 10));
    models =
        ServedModels.load(
            List.of(
                new ModelRule(ShippedModels.FOLDER.resolve(model), "*", null, null, null, null)));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "drift");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, "target/drift-state/" + UUID.randomUUID());
    driver =
        new TopologyTestDriver(
            new AnomalyTopology(
                    TOPICS,
                    new JudgeSettings(
                        models, ImageLimits.DEFAULT, 1, metrics.batches(), this::sampler),
                    metrics.verdicts(),
                    SOURCE,
                    new TopicLimits(MOST_RECORD_BYTES),
                    MOST_DEVICE_NAME_BYTES,
                    settings(metrics))
                .build(),
            properties,
            START);
    images =
        driver.createInputTopic(TOPICS.images(), new StringSerializer(), new ByteArraySerializer());
    actions =
        driver.createInputTopic(
            TOPICS.actions(), new StringSerializer(), new ByteArraySerializer());
    anomalies = output(TOPICS.anomalies());
    incidents = output(TOPICS.incidents());
  }

  private IncidentSettings settings(ServiceMetrics metrics) {
    return new IncidentSettings(
        RULES,
        device -> "line",
        device -> CameraLimits.DEFAULT,
        ImageLimits.DEFAULT,
        new DriftRules(STEP, 0.1, 0.1),
        SOURCE,
        "",
        new Samples(Duration.ofHours(1), 0),
        new LimitSettings(BURN_IN, new KnownLimits()),
        metrics.incidents());
  }

  private PictureSampler sampler() {
    return new PictureSampler(Duration.ofSeconds(1), () -> Duration.between(START, now).toNanos());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Sends an image of a device. */
  void send(String device, byte[] image) {
    images.pipeInput(new TestRecord<>(device, image, new RecordHeaders(), now));
  }

  /** Lets the time until the next image pass. */
  void pass() {
    driver.advanceWallClockTime(STEP);
    now = now.plus(STEP);
    for (byte[] event : incidents.readValuesToList()) {
      seen.add(IncidentJson.read(event, IncidentEvent.class).data().incident());
    }
    anomalies.readRecordsToList().forEach(alert -> alerts.merge(alert.key(), 1, Integer::sum));
  }

  /** Confirms the limit that a device has learned. */
  void confirm(String device) {
    LimitAction action =
        new LimitAction(
            UUID.randomUUID().toString(), LimitAction.Type.CONFIRM, "test", now, null, List.of());
    RecordHeaders headers = new RecordHeaders();
    headers.add(LimitAction.HEADER, new byte[0]);
    actions.pipeInput(new TestRecord<>(device, IncidentJson.write(action), headers, now));
    pass();
    alerts.clear();
  }

  /** Returns the first incident of a kind on a device. */
  Optional<Incident> incident(String device, IncidentKind kind) {
    return seen.stream()
        .filter(incident -> incident.device().equals(device) && incident.kind() == kind)
        .findFirst();
  }

  /** Returns the number of anomalous images of a device since its limit was confirmed. */
  int alerts(String device) {
    return alerts.getOrDefault(device, 0);
  }

  @Override
  public void close() {
    driver.close();
    models.close();
  }
}
