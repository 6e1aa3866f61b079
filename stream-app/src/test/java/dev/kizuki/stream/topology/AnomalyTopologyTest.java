package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnomalyTopologyTest {
  private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05.678Z");

  private final TopologyRun run = new TopologyRun("camera-*");
  private final SimpleMeterRegistry registry = run.registry;
  private final TestInputTopic<String, byte[]> images = run.images;
  private final TestOutputTopic<String, byte[]> anomalies = run.anomalies;
  private final TestOutputTopic<String, byte[]> scores = run.scores;
  private final TestOutputTopic<String, byte[]> rejected = run.rejected;

  @AfterEach
  void stop() {
    run.close();
  }

  @Test
  void theDoctorKnowsTheChangelogsOfAllStores() {
    Configuration configuration =
        ConfigurationReader.read("models: [{file: unused.onnx}]", "test", Map.of());
    assertThat(new KafkaTopics(configuration, new KafkaSettings(configuration)).changelogs())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    AnomalyTopology.INCIDENT_STORE,
                    AnomalyTopology.DEVICE_STORE,
                    AnomalyTopology.LINE_STORE,
                    AnomalyTopology.BURN_IN_STORE)
                .map(store -> "kizuki-" + store + "-changelog")
                .toList());
  }

  private static Headers headers() {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.SEQUENCE, "17");
    return headers;
  }

  @Test
  void aNormalImageHasAScoreAndNoAlert() {
    images.pipeInput("camera-1", TestModels.ring());
    ImageEvent score = EventJson.read(scores.readValue());
    assertThat(score.type()).isEqualTo(ImageEvent.NORMAL);
    assertThat(score.data().score()).isLessThanOrEqualTo(1);
    assertThat(anomalies.isEmpty()).isTrue();
    assertThat(rejected.isEmpty()).isTrue();
  }

  @Test
  void anAnomalyIsAnAlertAndAScore() {
    byte[] image = TestModels.cross();
    images.pipeInput(new TestRecord<>("camera-1", image, headers(), RECEIVED));

    TestRecord<String, byte[]> record = anomalies.readRecord();
    ImageEvent alert = EventJson.read(record.value());
    assertThat(record.key()).isEqualTo("camera-1");
    assertThat(ImageHeaders.text(record.headers(), ImageHeaders.CONTENT_TYPE))
        .contains("application/cloudevents+json");
    assertThat(record.headers()).hasSize(1);
    assertThat(alert.type()).isEqualTo(ImageEvent.ANOMALOUS);
    assertThat(alert.id()).isEqualTo("camera-1/17");
    assertThat(alert.source()).isEqualTo(URI.create("/kizuki/test"));
    assertThat(alert.subject()).isEqualTo("camera-1");
    assertThat(alert.data().score()).isGreaterThan(1);
    assertThat(alert.data().score()).isEqualTo(alert.data().distance() / alert.data().threshold());
    assertThat(alert.data().pValue()).isBetween(0.0, 0.01);
    assertThat(alert.data().receivedAt()).isEqualTo(RECEIVED);
    assertThat(alert.data().capturedAt()).isNull();
    assertThat(alert.data().model().name()).isEqualTo("mnist-zero");
    assertThat(alert.data().model().sha256())
        .isEqualTo(ModelFile.read(TestModels.MNIST_ZERO).sha256());
    assertThat(alert.data().image().topic()).isEqualTo("images");
    assertThat(alert.data().image().offset()).isZero();
    assertThat(alert.data().image().bytes()).isEqualTo(image.length);
    assertThat(alert.data().image().sha256()).isEqualTo(ModelFile.sha256(image));

    assertThat(EventJson.read(scores.readValue()).id()).isEqualTo("camera-1/17");
    assertThat(rejected.isEmpty()).isTrue();
  }

  @Test
  void eachBadImageIsRejectedWithItsReasonAndTheNextIsScored() {
    byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
    byte[] cutPng = Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 40);
    List<byte[]> bad = List.of(text, new byte[0], cutPng, new byte[1_000_000]);
    List<String> reasons = List.of("unknown-format", "empty", "corrupt", "too-many-bytes");
    for (int i = 0; i < bad.size(); i++) {
      images.pipeInput(new TestRecord<>("camera-2", bad.get(i), headers()));
      TestRecord<String, byte[]> record = rejected.readRecord();
      // only the first 64 KiB of a too large image are kept; rejected-from names the whole image
      byte[] kept = Arrays.copyOf(bad.get(i), Math.min(bad.get(i).length, 64 * 1024));
      assertThat(record.value()).isEqualTo(kept);
      assertThat(ImageHeaders.text(record.headers(), ImageHeaders.REJECTION_REASON))
          .contains(reasons.get(i));
      assertThat(ImageHeaders.text(record.headers(), ImageHeaders.REJECTION_DETAIL)).isPresent();
      assertThat(ImageHeaders.text(record.headers(), ImageHeaders.REJECTED_FROM))
          .contains("images-0@" + i);
      assertThat(ImageHeaders.text(record.headers(), ImageHeaders.SEQUENCE)).contains("17");
      assertThat(
              registry
                  .get("kizuki.images.rejected")
                  .tag("reason", reasons.get(i))
                  .counter()
                  .count())
          .isEqualTo(1);
    }
    assertThat(scores.isEmpty()).isTrue();
    images.pipeInput("camera-2", TestModels.ring());
    assertThat(scores.isEmpty()).isFalse();
  }

  @Test
  void aDeviceWithoutAModelIsRejected() {
    images.pipeInput("sensor-1", TestModels.ring());
    assertThat(ImageHeaders.text(rejected.readRecord().headers(), ImageHeaders.REJECTION_REASON))
        .contains("no-model");
  }

  @Test
  void aRecordWithoutKeyOrValueIsRejected() {
    images.pipeInput(new TestRecord<>(null, TestModels.ring()));
    images.pipeInput(new TestRecord<>("camera-1", null, headers()));
    assertThat(rejected.readRecordsToList())
        .extracting(
            record ->
                ImageHeaders.text(record.headers(), ImageHeaders.REJECTION_REASON).orElseThrow())
        .containsExactly("no-model", "empty");
  }

  @Test
  void aTimeOfCaptureThatIsNoTimeIsIgnored() {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.CAPTURED_AT, "yesterday");
    images.pipeInput(new TestRecord<>("camera-1", TestModels.cross(), headers));
    assertThat(EventJson.read(anomalies.readValue()).data().capturedAt()).isNull();
  }

  @Test
  void countsByVerdict() {
    images.pipeInput("camera-1", TestModels.ring());
    images.pipeInput("camera-1", TestModels.cross());
    images.pipeInput("camera-1", TestModels.cross());
    assertThat(scored("normal")).isEqualTo(1);
    assertThat(scored("anomalous")).isEqualTo(2);
  }

  @Test
  void gapsAndRepetitionsOfADevicesSequenceAreCounted() {
    Instant arrived = Instant.parse("2026-01-02T03:04:05Z");
    for (String sequence : new String[] {"17", "18", "21", "21", "22"}) {
      Headers headers = new RecordHeaders();
      ImageHeaders.set(headers, ImageHeaders.SEQUENCE, sequence);
      images.pipeInput(new TestRecord<>("camera-1", TestModels.ring(), headers, arrived));
      arrived = arrived.plusSeconds(6);
    }
    assertThat(registry.get("kizuki.images.missing").counter().count()).isEqualTo(2);
    assertThat(registry.get("kizuki.images.repeated").counter().count()).isEqualTo(1);
  }

  @Test
  void anImageThatIsDeliveredTwiceRaisesOneAlertAndAnotherUnderItsNumberRaisesItsOwn() {
    byte[] other = TestModels.cross();
    other[0] = 1;
    images.pipeInput(new TestRecord<>("camera-1", TestModels.cross(), headers(), RECEIVED));
    images.pipeInput(new TestRecord<>("camera-1", TestModels.cross(), headers(), RECEIVED));
    assertThat(anomalies.readValuesToList()).hasSize(1);
    assertThat(scores.readValuesToList()).hasSize(2);
    // the device counts from 1 again
    images.pipeInput(new TestRecord<>("camera-1", other, headers(), RECEIVED));
    // much later
    images.pipeInput(new TestRecord<>("camera-1", other, headers(), RECEIVED.plusSeconds(3600)));
    // a device that does not count
    images.pipeInput(new TestRecord<>("camera-2", other, new RecordHeaders(), RECEIVED));
    images.pipeInput(new TestRecord<>("camera-2", other, new RecordHeaders(), RECEIVED));
    assertThat(anomalies.readValuesToList()).hasSize(4);
  }

  @Test
  void everyCanaryComesBackAndIsNotCounted() {
    run.send("kizuki-canary.0.a", TestModels.ring(), canary(0));
    run.send("kizuki-canary.0.a", TestModels.cross(), canary(0));
    List<TestRecord<String, byte[]>> verdicts = anomalies.readRecordsToList();
    assertThat(verdicts)
        .allSatisfy(record -> assertThat(ImageHeaders.canary(record.headers())).hasValue(0))
        .map(record -> EventJson.read(record.value()))
        .allSatisfy(event -> assertThat(event.type()).isEqualTo(ImageEvent.CANARY))
        .extracting(event -> event.data().score() > 1)
        .containsExactly(false, true);
    assertThat(scores.isEmpty()).isTrue();
    assertThat(registry.find("kizuki.images.scored").counter()).isNull();

    // one for a model that is not there
    run.send("kizuki-canary.9.a", TestModels.ring(), canary(9));
    assertThat(ImageHeaders.text(rejected.readRecord().headers(), ImageHeaders.REJECTION_REASON))
        .contains("no-model");
  }

  private static Headers canary(int model) {
    return TopologyRun.headers(ImageHeaders.CANARY, Integer.toString(model));
  }

  private double scored(String verdict) {
    return registry.get("kizuki.images.scored").tag("verdict", verdict).counter().count();
  }
}
