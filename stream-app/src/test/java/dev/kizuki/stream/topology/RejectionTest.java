package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The records of images that cannot be judged. */
class RejectionTest {
  private static final int KEPT_BYTES = 64 * 1024;

  private final TopologyRun topology = new TopologyRun();

  @AfterEach
  void close() {
    topology.close();
  }

  private static Optional<String> text(TestRecord<String, byte[]> record, String header) {
    return ImageHeaders.text(record.headers(), header);
  }

  private double rejected(String reason) {
    return topology.registry.get("kizuki.images.rejected").tag("reason", reason).counter().count();
  }

  @Test
  void keepsTheFirst64KibOfAnImageThatIsTooLargeAndItsSize() {
    byte[] large = new byte[ImageLimits.DEFAULT.maxBytes() + 1];
    new Random(1).nextBytes(large);
    topology.send("camera-1", large, TopologyRun.headers());
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(record.value()).isEqualTo(Arrays.copyOf(large, KEPT_BYTES));
    assertThat(text(record, ImageHeaders.ORIGINAL_BYTES)).contains(Integer.toString(large.length));
    assertThat(text(record, ImageHeaders.REJECTION_REASON)).contains("too-many-bytes");
    assertThat(rejected("too-many-bytes")).isEqualTo(1);
  }

  @Test
  void keepsTheWholeOfAnyOtherRejectedImage() {
    byte[] noImage = new byte[ImageLimits.DEFAULT.maxBytes()];
    Arrays.fill(noImage, (byte) 7);
    topology.send("camera-1", noImage, TopologyRun.headers());
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(record.value()).isEqualTo(noImage);
    assertThat(text(record, ImageHeaders.ORIGINAL_BYTES)).isEmpty();
  }

  @Test
  void keepsKeyTimestampAndHeadersOfTheImage() {
    topology.send(
        "camera-1",
        new byte[] {1},
        TopologyRun.headers(ImageHeaders.SEQUENCE, "5", ImageHeaders.MQTT_TOPIC, "devices/x"));
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(record.key()).isEqualTo("camera-1");
    assertThat(record.getRecordTime()).isEqualTo(TopologyRun.ARRIVED);
    assertThat(text(record, ImageHeaders.SEQUENCE)).contains("5");
    assertThat(text(record, ImageHeaders.MQTT_TOPIC)).contains("devices/x");
    assertThat(text(record, ImageHeaders.REJECTED_FROM)).contains("images-0@0");
    assertThat(text(record, ImageHeaders.REJECTION_DETAIL)).isPresent();
  }

  @Test
  void theReasonOfAnEarlierRejectionIsReplaced() {
    topology.send(
        "camera-1",
        new byte[0],
        TopologyRun.headers(
            ImageHeaders.REJECTION_REASON, "too-many-images", ImageHeaders.REJECTED_FROM, "x-0@9"));
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(record.headers().headers(ImageHeaders.REJECTION_REASON)).hasSize(1);
    assertThat(text(record, ImageHeaders.REJECTION_REASON)).contains("empty");
    assertThat(text(record, ImageHeaders.REJECTED_FROM)).contains("images-0@0");
  }

  @Test
  void aRecordWithoutAValueIsAnEmptyImage() {
    topology.send("camera-1", null, TopologyRun.headers());
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(record.value()).isEmpty();
    assertThat(text(record, ImageHeaders.REJECTION_REASON)).contains("empty");
  }

  @Test
  void aRecordWithoutAKeyIsAnImageOfTheDeviceWithoutAName() {
    topology.send(null, new byte[0], TopologyRun.headers());
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(record.key()).isNull();
    assertThat(text(record, ImageHeaders.REJECTION_REASON)).contains("empty");
  }

  @Test
  void aRejectedImageRaisesNoAlertAndHasNoScore() {
    topology.send("camera-1", new byte[] {1}, TopologyRun.headers());
    assertThat(topology.alerts()).isEmpty();
    assertThat(topology.scores()).isEmpty();
  }

  @Test
  void aRejectedCanaryIsWrittenButNotCounted() {
    topology.send("a", new byte[0], TopologyRun.headers(ImageHeaders.CANARY, "0"));
    assertThat(topology.rejected.readRecordsToList())
        .singleElement()
        .satisfies(record -> assertThat(text(record, ImageHeaders.CANARY)).contains("0"));
    assertThat(rejected("empty")).isZero();
  }

  @Test
  void aCanaryCountsInNoMetricAndHasNoScore() {
    for (String number : new String[] {"1", "5", "5"}) {
      topology.send(
          "kizuki-canary.0.a",
          TestModels.cross(),
          TopologyRun.headers(ImageHeaders.SEQUENCE, number, ImageHeaders.CANARY, "0"));
    }
    assertThat(topology.alerts()).as("canaries always come back").hasSize(3);
    assertThat(topology.scores()).isEmpty();
    assertThat(topology.count("kizuki.images.missing")).isZero();
    assertThat(topology.count("kizuki.images.repeated")).isZero();
    assertThat(topology.registry.find("kizuki.images.scored").counter()).isNull();
    assertThat(topology.registry.find("kizuki.device.score").summary()).isNull();
    assertThat(topology.registry.get("kizuki.latency").timers())
        .allSatisfy(timer -> assertThat(timer.count()).isZero());
  }

  @Test
  void aDeviceWithTheNameOfACanaryIsCountedAndAlertedAsEveryDevice() {
    String device = "kizuki-canary.0.a";
    topology.send(device, TestModels.cross(), TopologyRun.headers(ImageHeaders.SEQUENCE, "1"));
    topology.send(device, TestModels.cross(), TopologyRun.headers(ImageHeaders.SEQUENCE, "5"));
    topology.send(
        device,
        TestModels.cross(),
        TopologyRun.headers(ImageHeaders.SEQUENCE, "5"),
        TopologyRun.ARRIVED.plusSeconds(11));
    topology.send(device, new byte[0], TopologyRun.headers());
    assertThat(topology.anomalies.readRecordsToList())
        .as("the image that is delivered twice raises one alert")
        .hasSize(2)
        .allSatisfy(
            alert -> {
              assertThat(ImageHeaders.canary(alert.headers())).isEmpty();
              assertThat(EventJson.read(alert.value()).type()).isEqualTo(ImageEvent.ANOMALOUS);
            });
    assertThat(topology.scores()).hasSize(3);
    assertThat(topology.count("kizuki.images.missing")).isEqualTo(3);
    assertThat(topology.count("kizuki.images.repeated")).isEqualTo(1);
    assertThat(
            topology
                .registry
                .get("kizuki.images.scored")
                .tag("verdict", "anomalous")
                .counter()
                .count())
        .isEqualTo(3);
    assertThat(rejected("empty")).isEqualTo(1);
  }

  @Test
  void aPartOfAnImageIsCalledAChunk() {
    topology.send(
        "camera-1",
        new byte[] {1, 2, 3},
        TopologyRun.headers(ImageHeaders.MQTT_TOPIC, "devices/camera-1/data"));
    TestRecord<String, byte[]> record = topology.rejected.readRecord();
    assertThat(text(record, ImageHeaders.REJECTION_REASON)).contains("chunk");
    assertThat(text(record, ImageHeaders.REJECTION_DETAIL).orElse("")).contains("one message");
    assertThat(record.value()).containsExactly(1, 2, 3);
    assertThat(rejected("chunk")).isEqualTo(1);
  }
}
