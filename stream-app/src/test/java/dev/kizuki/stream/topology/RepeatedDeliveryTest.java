package dev.kizuki.stream.topology;

import static dev.kizuki.stream.topology.TopologyRun.ARRIVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageHeaders;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** MQTT may deliver an image twice; within ten minutes it raises one alert. */
class RepeatedDeliveryTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final TopologyRun topology = new TopologyRun();
  private final byte[] image = TestModels.cross();

  @AfterEach
  void close() {
    topology.close();
  }

  private static Headers sequence(String number) {
    return TopologyRun.headers(ImageHeaders.SEQUENCE, number);
  }

  @Test
  void twoDeliveriesWithinTenMinutesRaiseOneAlert() {
    topology.send("camera-1", image, sequence("1"), ARRIVED);
    topology.send("camera-1", image, sequence("1"), ARRIVED.plus(WINDOW));
    assertThat(topology.alerts()).hasSize(1);
  }

  @Test
  void twoDeliveriesMoreThanTenMinutesApartRaiseTwoAlerts() {
    topology.send("camera-1", image, sequence("1"), ARRIVED);
    topology.send("camera-1", image, sequence("1"), ARRIVED.plus(WINDOW).plusMillis(1));
    assertThat(topology.alerts()).hasSize(2);
  }

  @Test
  void eachDeliveryIsScored() {
    topology.send("camera-1", image, sequence("1"));
    topology.send("camera-1", image, sequence("1"));
    assertThat(topology.scores()).hasSize(2);
  }

  @Test
  void twoDeliveriesWithATimeOfCaptureRaiseOneAlert() {
    Headers time = TopologyRun.headers(ImageHeaders.CAPTURED_AT, "2026-01-02T03:04:00Z");
    topology.send("camera-1", image, time);
    topology.send("camera-1", image, time);
    assertThat(topology.alerts()).hasSize(1);
  }

  @Test
  void withoutBothHeadersEachDeliveryRaisesAnAlert() {
    topology.send("camera-1", image, TopologyRun.headers());
    topology.send("camera-1", image, TopologyRun.headers());
    assertThat(topology.alerts()).hasSize(2);
  }

  @Test
  void theSameImageOfTwoDevicesRaisesTwoAlerts() {
    topology.send("camera-1", image, sequence("1"));
    topology.send("camera-2", image, sequence("1"));
    assertThat(topology.alerts()).hasSize(2);
  }

  @Test
  void anotherImageUnderTheSameNumberRaisesItsOwnAlert() {
    byte[] other = image.clone();
    other[0] = 1;
    topology.send("camera-1", image, sequence("1"));
    topology.send("camera-1", other, sequence("1"));
    topology.send("camera-1", image, sequence("1"));
    assertThat(topology.alerts()).hasSize(2);
  }

  @Test
  void aRepeatedDeliveryIsCountedAsARepeatedNumber() {
    topology.send("camera-1", image, sequence("1"));
    topology.send("camera-1", image, sequence("1"));
    assertThat(topology.count("kizuki.images.repeated")).isEqualTo(1);
    assertThat(topology.count("kizuki.images.missing")).isZero();
  }

  @Test
  void gapsAreCountedForEachDevice() {
    for (String number : new String[] {"1", "2", "5", "6"}) {
      topology.send("camera-1", image, sequence(number));
    }
    topology.send("camera-2", image, sequence("9"));
    topology.send("camera-2", image, sequence("11"));
    Instant later = TopologyRun.ARRIVED.plusSeconds(11);
    topology.send("camera-1", image, sequence("7"), later);
    topology.send("camera-2", image, sequence("12"), later);
    assertThat(topology.count("kizuki.images.missing")).isEqualTo(3);
    assertThat(topology.count("kizuki.images.repeated")).isZero();
  }

  @Test
  void aRejectedImageFillsItsPlaceInTheSequence() {
    topology.send("camera-1", image, sequence("1"));
    topology.send("camera-1", new byte[0], sequence("2"));
    topology.send("camera-1", image, sequence("3"));
    assertThat(topology.count("kizuki.images.missing")).isZero();
  }
}
