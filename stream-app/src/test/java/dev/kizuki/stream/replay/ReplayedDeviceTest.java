package dev.kizuki.stream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.incident.AnomalyRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayedDeviceTest {
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  private final ReplayedDevice device =
      new ReplayedDevice(
          "press-1",
          new AnomalyRule(
              new Incidents(
                  true,
                  2,
                  5,
                  0.9,
                  Duration.ofSeconds(30),
                  0,
                  Duration.ofMinutes(1),
                  Duration.ofHours(1),
                  Duration.ofDays(30))));

  private void image(int second, double score) {
    image(second, score, /* heldBack= */ false);
  }

  private void image(int second, double score, boolean heldBack) {
    long atMs = START.plusSeconds(second).toEpochMilli();
    device.arrived(atMs);
    device.scored(score, score > 1, heldBack, atMs, "images-0@" + second);
  }

  @Test
  void oneAnomalousImageOfFiveRaisesNothing() {
    image(0, 2);
    image(1, 0.5);
    assertThat(device.incidents()).isEmpty();
  }

  @Test
  void twoOfFiveRaiseAnIncidentWithTheWorstScore() {
    image(0, 2);
    image(1, 0.5);
    image(2, 1.5);
    image(3, 3);
    assertThat(device.incidents())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.raisedAt()).isEqualTo(START.plusSeconds(2));
              assertThat(each.lastSeen()).isEqualTo(START.plusSeconds(3));
              assertThat(each.clearedAt()).isNull();
              assertThat(each.count()).isEqualTo(3);
              assertThat(each.worst()).isEqualTo(3);
            });
  }

  @Test
  void normalImagesClearIt() {
    image(0, 2);
    image(1, 2);
    image(20, 0.5);
    assertThat(device.incidents().get(0).clearedAt()).isNull();
    image(31, 0.5);
    assertThat(device.incidents().get(0).clearedAt()).isEqualTo(START.plusSeconds(31));
  }

  @Test
  void anImageBetweenTheLimitsKeepsIt() {
    image(0, 2);
    image(1, 2);
    image(20, 0.95);
    image(31, 0.5);
    assertThat(device.incidents().get(0).clearedAt()).isNull();
  }

  @Test
  void silenceClearsItAndTheNextAnomalousImagesRaiseAnother() {
    image(0, 2);
    image(1, 2);
    image(100, 2);
    List<ReplayedIncident> incidents = device.incidents();
    assertThat(incidents).hasSize(2);
    assertThat(incidents.get(0).clearedAt()).isEqualTo(START.plusSeconds(31));
    assertThat(incidents.get(1).raisedAt()).isEqualTo(START.plusSeconds(100));
  }

  @Test
  void aCameraAtFaultRaisesNothing() {
    image(0, 2, /* heldBack= */ true);
    image(1, 2, /* heldBack= */ true);
    assertThat(device.incidents()).isEmpty();
  }
}
