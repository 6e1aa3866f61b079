package dev.kizuki.stream.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutstandingProbesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String MODEL = "parts";
  private static final String SHA = "ab".repeat(32);
  private static final String OTHER_SHA = "ef".repeat(32);
  private static final Instant PASSED_AT = Instant.ofEpochSecond(1_234);
  private static final ProbeImage ANOMALOUS =
      new ProbeImage("anomalous", new byte[1], verdict -> verdict.score() > 1);
  private static final ProbeImage NORMAL =
      new ProbeImage("normal", new byte[1], verdict -> verdict.score() <= 1);

  private final CanaryCounts counts = new CanaryCounts();
  private long now = 1;
  private final OutstandingProbes outstanding =
      new OutstandingProbes(TIMEOUT, () -> now, InstantSource.fixed(PASSED_AT));

  private ModelProbes probes(ProbeImage... images) {
    return new ModelProbes("device", SHA, List.of(images), counts.metrics.of(MODEL));
  }

  private void expectBoth() {
    ProbeRound round = new ProbeRound(probes(ANOMALOUS, NORMAL));
    outstanding.expect("1", ANOMALOUS, round);
    outstanding.expect("2", NORMAL, round);
  }

  private void returns(String id, double score) {
    returns(id, score, SHA);
  }

  private void returns(String id, double score, String modelSha256) {
    outstanding.returned(Verdicts.event(id, "device", modelSha256, score, 1));
  }

  private boolean passed() {
    return counts.lastSuccess(MODEL) == 1_234.0;
  }

  @Test
  void aRoundPassesWhenAllVerdictsAreRight() {
    expectBoth();
    returns("1", 2);
    assertThat(passed()).isFalse();
    returns("2", 0.5);
    assertThat(passed()).isTrue();
    assertThat(counts.returned(MODEL)).isEqualTo(2);
    assertThat(counts.wrong(MODEL)).isZero();
  }

  @Test
  void verdictsMayComeInAnyOrder() {
    expectBoth();
    returns("2", 0.5);
    returns("1", 2);
    assertThat(passed()).isTrue();
  }

  @Test
  void aWrongVerdictIsCountedAndTheRoundDoesNotPass() {
    expectBoth();
    returns("1", 0.5);
    returns("2", 0.5);
    assertThat(counts.wrong(MODEL)).isEqualTo(1);
    assertThat(counts.returned(MODEL)).isEqualTo(2);
    assertThat(passed()).isFalse();
  }

  @Test
  void theNextRoundPassesAfterAWrongVerdict() {
    expectBoth();
    returns("1", 0.5);
    returns("2", 0.5);
    expectBoth();
    returns("1", 2);
    returns("2", 0.5);
    assertThat(passed()).isTrue();
  }

  @Test
  void aLateImageIsCountedOnce() {
    expectBoth();
    now += TIMEOUT.toNanos();
    outstanding.removeLate();
    assertThat(counts.late(MODEL)).isZero();
    now++;
    outstanding.removeLate();
    outstanding.removeLate();
    assertThat(counts.late(MODEL)).isEqualTo(2);
  }

  @Test
  void aVerdictOnALateImageIsIgnored() {
    expectBoth();
    now += TIMEOUT.toNanos() + 1;
    outstanding.removeLate();
    returns("1", 2);
    returns("2", 0.5);
    assertThat(counts.returned(MODEL)).isZero();
    assertThat(passed()).isFalse();
  }

  @Test
  void aRoundWithOneLateImageDoesNotPass() {
    expectBoth();
    returns("1", 2);
    now += TIMEOUT.toNanos() + 1;
    outstanding.removeLate();
    assertThat(counts.late(MODEL)).isEqualTo(1);
    assertThat(passed()).isFalse();
  }

  @Test
  void aVerdictIsCountedOnceEvenIfItIsDeliveredTwice() {
    expectBoth();
    returns("1", 2);
    returns("1", 2);
    assertThat(counts.returned(MODEL)).isEqualTo(1);
    assertThat(passed()).isFalse();
  }

  @Test
  void verdictsOfOtherInstancesAreIgnored() {
    expectBoth();
    returns("of another instance", 0.5);
    assertThat(counts.returned(MODEL)).isZero();
    assertThat(counts.wrong(MODEL)).isZero();
  }

  @Test
  void aVerdictOfAModelThatWasReplacedCountsAsNothing() {
    expectBoth();
    returns("1", 0.5, OTHER_SHA);
    returns("2", 0.5);
    now += TIMEOUT.toNanos() + 1;
    outstanding.removeLate();
    assertThat(counts.wrong(MODEL)).isZero();
    assertThat(counts.late(MODEL)).isZero();
    assertThat(counts.returned(MODEL)).isEqualTo(1);
    assertThat(passed()).isFalse();
  }

  @Test
  void roundsOfTwoModelsPassIndependently() {
    ModelProbes other =
        new ModelProbes("other", OTHER_SHA, List.of(NORMAL), counts.metrics.of("other"));
    expectBoth();
    outstanding.expect("3", NORMAL, new ProbeRound(other));
    returns("3", 0.5, OTHER_SHA);
    assertThat(counts.lastSuccess("other")).isEqualTo(1_234.0);
    assertThat(passed()).isFalse();
  }
}
