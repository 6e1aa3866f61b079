package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The id of an event: from the device if it sends one, else from the place in Kafka. */
class EventIdTest {
  private static final String TIME = "2026-01-02T03:04:00Z";

  private final TopologyRun topology = new TopologyRun();
  private final byte[] image = TestModels.cross();
  private final String sha256 = ModelFile.sha256(image);

  @AfterEach
  void close() {
    topology.close();
  }

  private ImageEvent alert(String... headers) {
    topology.send("camera-1", image, TopologyRun.headers(headers));
    List<ImageEvent> alerts = topology.alerts();
    assertThat(alerts).hasSize(1);
    return alerts.get(0);
  }

  @Test
  void isTheSequenceNumber() {
    assertThat(alert(ImageHeaders.SEQUENCE, "17").id()).isEqualTo("camera-1/17");
  }

  @Test
  void isTheSequenceNumberAlsoIfTheTimeOfCaptureIsThere() {
    ImageEvent event = alert(ImageHeaders.SEQUENCE, "17", ImageHeaders.CAPTURED_AT, TIME);
    assertThat(event.id()).isEqualTo("camera-1/17");
    assertThat(event.data().capturedAt()).isEqualTo(Instant.parse(TIME));
  }

  @Test
  void isTheTimeOfCaptureAndTheDigestWithoutASequenceNumber() {
    ImageEvent event = alert(ImageHeaders.CAPTURED_AT, TIME);
    assertThat(event.id()).isEqualTo("camera-1/" + TIME + "/" + sha256);
    assertThat(event.data().capturedAt()).isEqualTo(Instant.parse(TIME));
  }

  @Test
  void isThePlaceInKafkaWithoutBoth() {
    assertThat(alert().id()).isEqualTo("camera-1/images-0@0");
    assertThat(alert().id()).isEqualTo("camera-1/images-0@1");
  }

  @Test
  void aTimeOfCaptureThatIsNoTimeStillMakesAnId() {
    ImageEvent event = alert(ImageHeaders.CAPTURED_AT, "yesterday");
    assertThat(event.id()).isEqualTo("camera-1/yesterday/" + sha256);
    assertThat(event.data().capturedAt()).isNull();
  }

  @Test
  void twoImagesOfOneTimeOfCaptureDiffer() {
    byte[] other = image.clone();
    other[0] = 1;
    String first = alert(ImageHeaders.CAPTURED_AT, TIME).id();
    topology.send("camera-1", other, TopologyRun.headers(ImageHeaders.CAPTURED_AT, TIME));
    assertThat(topology.alerts())
        .singleElement()
        .satisfies(
            second ->
                assertThat(second.id()).isNotEqualTo(first).endsWith(ModelFile.sha256(other)));
  }

  @Test
  void twoDevicesOfOneSequenceNumberDiffer() {
    topology.send("camera-1", image, TopologyRun.headers(ImageHeaders.SEQUENCE, "1"));
    topology.send("camera-2", image, TopologyRun.headers(ImageHeaders.SEQUENCE, "1"));
    assertThat(topology.alerts())
        .extracting(ImageEvent::id)
        .containsExactly("camera-1/1", "camera-2/1");
  }

  @Test
  void theLastOfTwoSequenceHeadersCounts() {
    var headers = TopologyRun.headers(ImageHeaders.SEQUENCE, "1");
    headers.add(ImageHeaders.SEQUENCE, new byte[] {'2'});
    topology.send("camera-1", image, headers);
    assertThat(topology.alerts()).extracting(ImageEvent::id).containsExactly("camera-1/2");
  }

  @Test
  void theScoreOfAnImageHasTheIdOfItsAlert() {
    ImageEvent alert = alert(ImageHeaders.SEQUENCE, "17");
    assertThat(topology.scores()).containsExactly(alert);
  }
}
