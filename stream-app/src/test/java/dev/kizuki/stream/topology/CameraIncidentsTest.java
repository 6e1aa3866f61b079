package dev.kizuki.stream.topology;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Pixels;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Faults of cameras as incidents of their own, and the product's anomalies meanwhile. */
class CameraIncidentsTest {
  private static final String DEVICE = "line1-camera1";
  private static final int SIDE = 64;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final KeeperRun run = new KeeperRun();
  private final Random random = new Random(1);

  /** A disc on a dark ground with sensor noise. */
  private Picture picture(double gain) {
    byte[] samples = new byte[SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      double x = i % SIDE - SIDE / 2.0;
      double y = (i - i % SIDE) / (double) SIDE - SIDE / 2.0;
      double level = Math.hypot(x, y) < 20 ? 170 : 60;
      samples[i] = (byte) Math.max(0, Math.min(255, gain * level + 4 * random.nextGaussian()));
    }
    return new PictureMeasure().measure(new Pixels(1, SIDE, SIDE, samples));
  }

  private void watch(int seconds, double score, double gain) {
    for (int i = 0; i < seconds; i++) {
      run.image(DEVICE, score, picture(gain));
      run.pass(SECOND);
    }
  }

  @Test
  void aDarkCameraIsAnIncidentOfItsOwnAndItsAnomaliesAreHeldBack() {
    watch(40, 0.5, 1);
    assertThat(run.events).isEmpty();
    watch(10, 1.8, 0.05);
    assertThat(run.events.stream().map(event -> event.data().incident().kind()))
        .containsOnly(IncidentKind.DARK);
    Incident dark = run.last();
    assertThat(requireNonNull(dark.camera()).measured()).isLessThan(12);
    assertThat(dark.heldBack()).isEqualTo(10);
    assertThat(run.count("kizuki.anomalies.held.back")).isEqualTo(10);
    assertThat(run.statuses.get(run.statuses.size() - 1).faults())
        .containsExactly(IncidentKind.DARK);
    watch(5, 0.5, 1);
    assertThat(run.last().active()).isFalse();
    assertThat(run.last().clearedBy()).isEqualTo("normal");
  }

  @Test
  void oneDarkImageDelaysItsAnomalyButDoesNotLoseIt() {
    watch(40, 0.5, 1);
    watch(1, 1.8, 0.05);
    assertThat(run.events).isEmpty();
    watch(1, 0.5, 1);
    assertThat(run.events.get(0).data().incident().kind()).isEqualTo(IncidentKind.ANOMALY);
    assertThat(requireNonNull(run.events.get(0).data().incident().worst()).score()).isEqualTo(1.8);
  }

  @Test
  void anAnomalyDoesNotWaitForeverForADiagnosisAlsoAfterARestart() {
    watch(40, 0.5, 1);
    watch(1, 1.8, 0.05);
    run.restart();
    run.pass(Duration.ofSeconds(12));
    assertThat(run.events.get(0).data().incident().kind()).isEqualTo(IncidentKind.ANOMALY);
  }

  @Test
  void anIncidentFromBeforeTheFirstMeasuredDarkImageIsClearedForTheCamera() {
    watch(40, 0.5, 1);
    run.image(DEVICE, 1.8, null);
    watch(5, 1.8, 0.05);
    assertThat(run.events.stream().map(event -> event.data().incident()))
        .filteredOn(incident -> incident.kind() == IncidentKind.ANOMALY)
        .last()
        .satisfies(incident -> assertThat(incident.clearedBy()).isEqualTo("camera"));
  }

  @Test
  void theImageOfADarkIncidentIsADarkOneAlsoAfterTheCameraRecovers() {
    watch(40, 0.5, 1);
    watch(5, 0.5, 0.05);
    long lastDark = requireNonNull(run.last().image()).offset();
    watch(5, 0.5, 1);
    assertThat(run.last().active()).isFalse();
    assertThat(requireNonNull(run.last().image()).offset()).isLessThanOrEqualTo(lastDark + 1);
  }

  @Test
  void aSilentCameraIsAnIncidentUntilItSendsAgain() {
    watch(30, 0.5, 1);
    run.pass(Duration.ofSeconds(40));
    Incident silent = run.last();
    assertThat(silent.kind()).isEqualTo(IncidentKind.SILENT);
    assertThat(silent.active()).isTrue();
    assertThat(silent.firstSeen()).isBefore(silent.raisedAt());
    watch(2, 0.5, 1);
    assertThat(run.last().id()).isEqualTo(silent.id());
    assertThat(run.last().active()).isFalse();
  }

  @Test
  void theRhythmIsKnownAfterARestart() {
    watch(70, 0.5, 1);
    run.restart();
    run.pass(Duration.ofSeconds(25));
    assertThat(run.events).isEmpty();
    run.pass(Duration.ofSeconds(10));
    assertThat(run.last().kind()).isEqualTo(IncidentKind.SILENT);
  }

  @Test
  void aSilentCameraStaysOneIncidentAfterARestart() {
    watch(70, 0.5, 1);
    run.pass(Duration.ofSeconds(40));
    Incident silent = run.last();
    run.restart();
    run.pass(Duration.ofSeconds(90));
    assertThat(run.events.stream().map(event -> event.data().incident().id()))
        .containsOnly(silent.id());
    assertThat(run.changes()).doesNotContain("cleared");
    watch(1, 0.5, 1);
    assertThat(run.last().active()).isFalse();
  }

  @Test
  void aFaultThatIsJudgedFalseBecomesUsual() {
    watch(40, 0.5, 1);
    watch(10, 0.5, 0.3);
    assertThat(run.last().kind()).isEqualTo(IncidentKind.DARK);
    run.judge(run.last(), Judgement.Verdict.FALSE);
    assertThat(run.last().active()).isFalse();
    int events = run.events.size();
    watch(60, 0.5, 0.3);
    assertThat(run.events).hasSize(events);
  }

  @Test
  void keepsNoSampleOfASickCameraOrFromJustBeforeTheFault() {
    watch(40, 0.5, 1);
    run.image(DEVICE, 0.8, null);
    watch(10, 0.9, 0.05);
    watch(20, 0.4, 1);
    run.pass(Duration.ofHours(1));
    assertThat(run.samples.values())
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.score()).isIn(0.5, 0.4));
  }
}
