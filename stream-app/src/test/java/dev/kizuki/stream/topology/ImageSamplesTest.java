package dev.kizuki.stream.topology;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.sample.ImageSample;
import dev.kizuki.stream.sample.ImageSample.Kind;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class ImageSamplesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final KeeperRun run = new KeeperRun();

  /** The slot of the period that contains a time, of 24 periods of an hour. */
  private static long slot(Instant at) {
    return at.toEpochMilli() / HOUR.toMillis() % 24;
  }

  @Test
  void keepsTheHighestScoreBelowTheThresholdAndOneNormalImageOfEachPeriod() {
    for (double score : new double[] {0.3, 0.9, 1.5, 0.5}) {
      run.image("line1-camera1", score);
    }
    assertThat(run.samples).isEmpty();
    run.pass(HOUR);
    long slot = slot(KeeperRun.START);
    assertThat(run.samples)
        .containsOnlyKeys("line1-camera1/near-miss/" + slot, "line1-camera1/random/" + slot);
    ImageSample nearMiss = requireNonNull(run.samples.get("line1-camera1/near-miss/" + slot));
    assertThat(nearMiss.kind()).isEqualTo(Kind.NEAR_MISS);
    assertThat(nearMiss.score()).isEqualTo(0.9);
    assertThat(nearMiss.distance()).isEqualTo(9);
    assertThat(nearMiss.image().offset()).isEqualTo(1);
    assertThat(nearMiss.model()).isEqualTo(KeeperRun.MODEL);
    assertThat(requireNonNull(run.samples.get("line1-camera1/random/" + slot)).image().offset())
        .isIn(0L, 1L, 3L);
  }

  @Test
  void anImageOfTheNextPeriodEndsThePeriodBefore() {
    run.image("line1-camera1", 0.9);
    run.imageAt(1, KeeperRun.START.plus(HOUR), "line1-camera1", 0.2);
    assertThat(run.samples.values()).extracting(sample -> sample.image().offset()).containsOnly(0L);
  }

  @Test
  void overwritesASlotWhenItsNumberComesAgain() {
    for (int day = 0; day < 3; day++) {
      run.imageAt(day, KeeperRun.START.plus(Duration.ofDays(day)), "line1-camera1", 0.5);
    }
    run.pass(Duration.ofSeconds(1));
    assertThat(run.samples).hasSize(2);
    assertThat(run.samples.values()).extracting(sample -> sample.image().offset()).containsOnly(1L);
  }

  @Test
  void aRestartLosesTheCandidatesAndNothingElse() {
    run.image("line1-camera1", 0.9);
    run.restart();
    run.image("line1-camera1", 0.4);
    run.pass(HOUR);
    assertThat(run.samples.values()).extracting(ImageSample::score).containsOnly(0.4);
  }

  @Test
  void writesTheSamplesToTheirTopic() {
    try (TopologyRun topology = new TopologyRun("*", /* watches= */ true)) {
      TestOutputTopic<String, byte[]> samples = topology.output("samples");
      topology.send("camera-1", TestModels.ring(), TopologyRun.headers());
      topology.driver.advanceWallClockTime(Duration.ofSeconds(1));
      TestRecord<String, byte[]> record = samples.readRecord();
      assertThat(record.key()).startsWith("camera-1/near-miss/");
      assertThat(IncidentJson.read(record.value(), ImageSample.class).image().topic())
          .isEqualTo("images");
    }
  }
}
