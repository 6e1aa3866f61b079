package dev.kizuki.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.MemoryHistory;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.replay.Replay;
import dev.kizuki.stream.replay.ReplayResult;
import dev.kizuki.stream.replay.ReplaySettings;
import dev.kizuki.stream.replay.ReplayedIncident;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replay with the model that served gives the alerts and incidents that the service gave. */
class ReplayEqualsServiceTest {
  private static final int IMAGES = 4000;
  private static final int DEVICES = 7;
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  private final TopologyRun service = new TopologyRun("*", /* watches= */ true);
  private final TestOutputTopic<String, byte[]> incidents = service.output("incidents");
  private final MemoryHistory kafka = new MemoryHistory();
  private final Random random = new Random(5);
  private final Map<String, Incident> was = new LinkedHashMap<>();
  private final KnownLimits limits = new KnownLimits();

  @AfterEach
  void close() {
    service.close();
  }

  /** Sends images of several devices, which sometimes show a fault for a while. */
  private void runTheService() {
    byte[] noImage = "no image".getBytes(UTF_8);
    double[] share = new double[DEVICES];
    Instant at = START;
    for (int i = 0; i < IMAGES; i++) {
      int device = random.nextInt(DEVICES);
      if (random.nextInt(40) == 0) {
        share[device] = share[device] > 0 ? 0 : random.nextDouble();
      }
      at = at.plusMillis(random.nextInt(2000));
      byte[] image = random.nextInt(50) == 0 ? noImage : noisy(random.nextDouble() < share[device]);
      // every tenth image is delivered twice
      Headers headers =
          TopologyRun.headers(ImageHeaders.SEQUENCE, Integer.toString(i - (i % 10 == 9 ? 1 : 0)));
      String name = "line-" + device;
      service.send(name, image, headers, at);
      kafka.add("images", 0, name, at, image, headers);
    }
    // the last changes of an active incident are written once a second
    service.driver.advanceWallClockTime(Duration.ofSeconds(1));
    for (TestRecord<String, byte[]> record : service.anomalies.readRecordsToList()) {
      kafka.add(
          "anomalies",
          0,
          record.key(),
          Objects.requireNonNull(record.getRecordTime()),
          record.value(),
          record.headers());
    }
    for (byte[] json : incidents.readValuesToList()) {
      Incident incident = IncidentJson.read(json, IncidentEvent.class).data().incident();
      if (incident.kind() == IncidentKind.ANOMALY) {
        was.put(incident.id(), incident);
      }
    }
  }

  private byte[] noisy(boolean anomalous) {
    byte[] image = anomalous ? TestModels.cross() : TestModels.ring();
    for (int i = 0; i < 20; i++) {
      image[random.nextInt(image.length)] += (byte) random.nextInt(8);
    }
    return image;
  }

  private ReplayResult replay(double threshold) {
    try (Model model = Model.load(TestModels.MNIST_ZERO);
        HistoryReader reader = kafka.reader()) {
      ReplaySettings settings =
          new ReplaySettings(
              "images",
              "anomalies",
              new TimeSpan(START, START.plusSeconds(86_400)),
              DevicePattern.of("*"),
              new Threshold(
                  model.metadata().threshold().distance() * threshold,
                  0.01,
                  model.metadata().threshold().rule()),
              ImageLimits.DEFAULT,
              TopologyRun.MOST_DEVICE_NAME_BYTES,
              KeeperRun.RULES,
              device -> "line",
              3);
      return new Replay(settings, reader, was.values(), limits)
          .run(model, new ModelReference("m", "1", "0"), HistoryReader.Progress.NONE);
    }
  }

  @Test
  void givesTheSameAlertsAndIncidents() {
    runTheService();

    ReplayResult result = replay(1);

    assertThat(result.total().images()).isEqualTo(IMAGES);
    assertThat(result.total().rejected()).isPositive();
    assertThat(result.total().wasAlerts()).isGreaterThan(100);
    assertThat(result.total().different()).isZero();
    assertThat(result.different()).isEmpty();
    assertThat(was).hasSizeGreaterThan(10);
    assertThat(result.would().stream().map(ReplayedIncident::id).toList())
        .containsExactlyInAnyOrderElementsOf(was.keySet());
    for (ReplayedIncident each : result.would()) {
      Incident service = Objects.requireNonNull(was.get(each.id()));
      assertThat(each.count()).isEqualTo(service.count());
      assertThat(each.raisedAt()).isEqualTo(service.raisedAt());
      assertThat(each.lastSeen()).isEqualTo(service.lastSeen());
      assertThat(each.clearedAt()).isEqualTo(service.clearedAt());
      assertThat(each.worst()).isEqualTo(Objects.requireNonNull(service.worst()).score());
    }
    assertThat(result.was()).allSatisfy(each -> assertThat(each.kept()).isTrue());
  }

  @Test
  void aHighThresholdRaisesNothing() {
    runTheService();

    ReplayResult result = replay(1000);

    assertThat(result.total().wouldAlerts()).isZero();
    assertThat(result.would()).isEmpty();
    assertThat(result.was()).allSatisfy(each -> assertThat(each.kept()).isFalse());
    assertThat(result.different())
        .hasSize(50)
        .allSatisfy(each -> assertThat(each.was()).isNotNull());
  }
}
