package dev.kizuki.stream.topology;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.Calibration;
import dev.kizuki.stream.camera.LookChange;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.drift.BurnIn;
import dev.kizuki.stream.drift.Direction;
import dev.kizuki.stream.drift.LatentCode;
import dev.kizuki.stream.drift.LatentShift;
import dev.kizuki.stream.incident.DeviceMemory;
import dev.kizuki.stream.incident.DriftFact;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The drift of a device as an incident: from its evidence to its end. */
class DriftIncidentsTest {
  private static final String DEVICE = "line1-camera1";
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final int SIDE = 64;

  private final KeeperRun run = new KeeperRun();
  private final Random random = new Random(1);

  @BeforeEach
  void learnTheUsualDistances() {
    burnIn("1", 0.5);
  }

  private void burnIn(String id, double score) {
    float[] distances = new float[1000];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = (float) (KeeperRun.THRESHOLD * score(score));
    }
    run.burnIn.put(DEVICE, new BurnIn(id, new Calibration(distances)));
  }

  private double score(double mean) {
    return Math.max(0, mean + 0.1 * random.nextGaussian());
  }

  private void watch(int images, double mean) {
    for (int i = 0; i < images; i++) {
      run.image(DEVICE, score(mean));
      run.pass(STEP);
    }
  }

  /** A disc on a dark ground with sensor noise. */
  private Picture picture(double gain, int right) {
    byte[] samples = new byte[SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      double x = i % SIDE - SIDE / 2.0 - right;
      double y = (i - i % SIDE) / (double) SIDE - SIDE / 2.0;
      double level = Math.hypot(x, y) < 20 ? 170 : 60;
      samples[i] = (byte) Math.max(0, Math.min(255, gain * level + 4 * random.nextGaussian()));
    }
    return new PictureMeasure().measure(new Pixels(1, SIDE, SIDE, samples));
  }

  private void watch(int images, double mean, double gain) {
    for (int i = 0; i < images; i++) {
      run.image(DEVICE, score(mean), picture(gain, 0));
      run.pass(STEP);
    }
  }

  private static DriftFact fact(Incident incident) {
    return requireNonNull(incident.drift());
  }

  private List<IncidentKind> kinds() {
    return run.events.stream().map(event -> event.data().incident().kind()).distinct().toList();
  }

  @Test
  void anUnchangedDeviceRaisesNothing() {
    watch(2000, 0.5);
    assertThat(run.events).isEmpty();
  }

  @Test
  void largerDistancesAreAnIncidentWithItsBeginningAndDirection() {
    watch(500, 0.5);
    var changed = run.now();
    watch(100, 0.65);
    Incident drift = run.events.get(0).data().incident();
    assertThat(drift.kind()).isEqualTo(IncidentKind.DRIFT);
    assertThat(fact(drift).direction()).isEqualTo(Direction.LARGER);
    assertThat(fact(drift).meanPValue()).isLessThan(0.3);
    assertThat(fact(drift).level()).isGreaterThanOrEqualTo(1);
    assertThat(Duration.between(changed, drift.firstSeen()).abs())
        .isLessThan(STEP.multipliedBy(30));
    assertThat(drift.count()).isGreaterThan(30);
    assertThat(drift.image()).isNotNull();
  }

  @Test
  void smallerDistancesAreAnIncidentToo() {
    watch(200, 0.35);
    assertThat(fact(run.last()).direction()).isEqualTo(Direction.SMALLER);
    assertThat(fact(run.last()).meanPValue()).isGreaterThan(0.7);
  }

  @Test
  void theIncidentIsClearedWhenTheImagesAreUsualAgain() {
    watch(200, 0.65);
    Incident drift = run.last();
    watch(500, 0.5);
    assertThat(run.last().id()).isEqualTo(drift.id());
    assertThat(run.last().active()).isFalse();
    assertThat(run.last().clearedBy()).isEqualTo("normal");
  }

  @Test
  void anActiveDriftWritesAnEventEachFiveMinutesAtMost() {
    watch(100, 0.65);
    int events = run.events.size();
    watch(360, 0.65);
    assertThat(run.events.size() - events).isBetween(10, 12);
    assertThat(run.changes()).containsOnlyOnce("raised");
  }

  @Test
  void anomalousImagesNeverCount() {
    for (int i = 0; i < 2000; i++) {
      run.image(DEVICE, random.nextInt(3) == 0 ? 1.5 : score(0.5));
      run.pass(STEP);
    }
    assertThat(kinds()).containsExactly(IncidentKind.ANOMALY);
  }

  @Test
  void imagesOfASickCameraNeverCount() {
    watch(40, 0.5, 1);
    watch(500, 0.65, 0.05);
    assertThat(kinds()).containsExactly(IncidentKind.DARK);
  }

  @Test
  void aFaultOfTheCameraClearsTheDriftThatItExplains() {
    watch(40, 0.5, 1);
    watch(100, 0.65, 0.8);
    Incident drift = run.last();
    assertThat(drift.kind()).isEqualTo(IncidentKind.DRIFT);
    watch(10, 0.65, 0.05);
    Incident cleared =
        run.events.stream()
            .map(event -> event.data().incident())
            .filter(incident -> !incident.active())
            .findFirst()
            .orElseThrow();
    assertThat(cleared.id()).isEqualTo(drift.id());
    assertThat(cleared.clearedBy()).isEqualTo("camera");
    assertThat(run.last().kind()).isEqualTo(IncidentKind.DARK);
  }

  @Test
  void theIncidentSaysWhatChangedInThePictures() {
    watch(40, 0.5, 1);
    watch(300, 0.65, 0.8);
    LookChange look = requireNonNull(fact(run.last()).look());
    assertThat(look.brightness() / look.brightnessBefore()).isEqualTo(0.8, within(0.05));
    assertThat(look.similarity()).isGreaterThan(0.95);
    assertThat(look.shiftRight()).isZero();
  }

  /** Normal images whose latent code has three dimensions, of which the second one may move. */
  private void watchLatent(int images, double mean, double second) {
    for (int i = 0; i < images; i++) {
      run.encoded(
          DEVICE,
          score(mean),
          LatentCode.of(
              (float) random.nextGaussian(),
              (float) (second + 0.5 * random.nextGaussian()),
              (float) (7 + 2 * random.nextGaussian())));
      run.pass(STEP);
    }
  }

  @Test
  void theIncidentSaysHowTheMeanLatentCodeMoved() {
    watchLatent(300, 0.5, 1);
    run.restart(); // the usual codes survive it
    watchLatent(700, 0.65, 2);
    LatentShift shift = requireNonNull(fact(run.last()).latent());
    assertThat(shift.dimensions()).isEqualTo(3);
    assertThat(shift.dimension()).isEqualTo(1);
    assertThat(shift.largest()).as("1 of a standard deviation of 0.5").isEqualTo(2, within(0.4));
    assertThat(shift.deviations()).isEqualTo(2 / Math.sqrt(3), within(0.25));
  }

  @Test
  void anotherLatentCodeIsNotComparedWithTheUsualOne() {
    watchLatent(300, 0.5, 1);
    for (int i = 0; i < 200; i++) {
      run.encoded(DEVICE, score(0.65), LatentCode.of(1, 2));
      run.pass(STEP);
    }
    assertThat(fact(run.last()).latent()).isNull();
  }

  @Test
  void aDriftThatIsJudgedFalseBeginsTheBurnInAnew() {
    watch(100, 0.65);
    run.judge(run.last(), Judgement.Verdict.FALSE);
    assertThat(run.last().clearedBy()).isEqualTo("learned");
    assertThat(run.learning).containsExactly(DEVICE);
    int events = run.events.size();
    watch(300, 0.65);
    burnIn("2", 0.65);
    watch(500, 0.65);
    assertThat(run.events).hasSize(events);
  }

  @Test
  void aDriftThatIsJudgedRealStays() {
    watch(100, 0.65);
    run.judge(run.last(), Judgement.Verdict.REAL);
    assertThat(run.last().active()).isTrue();
    assertThat(run.learning).isEmpty();
  }

  @Test
  void anotherBurnInClearsTheIncident() {
    watch(100, 0.65);
    burnIn("2", 0.65);
    watch(200, 0.65);
    assertThat(run.last().active()).isFalse();
    assertThat(run.last().clearedBy()).isEqualTo("learned");
  }

  @Test
  void theEvidenceAndTheIncidentSurviveARestart() {
    watch(30, 0.65);
    assertThat(run.events).isEmpty();
    run.restart();
    watch(60, 0.65);
    Incident drift = run.last();
    assertThat(drift.count()).isGreaterThan(30);
    run.restart();
    watch(100, 0.65);
    assertThat(run.changes()).containsOnlyOnce("raised");
    assertThat(run.last().id()).isEqualTo(drift.id());
  }

  @Test
  void aDeviceWithoutImagesHasNoDriftAfterADay() {
    watch(100, 0.65);
    run.pass(Duration.ofHours(25));
    assertThat(run.events.stream().map(event -> event.data().incident()))
        .anyMatch(each -> each.kind() == IncidentKind.DRIFT && "quiet".equals(each.clearedBy()));
  }

  @Test
  void whatWasStoredBeforeThereWasDriftCanBeRead() {
    String old = "{\"through\":1,\"throughMs\":2,\"latest\":{},\"heldBack\":[]}";
    DeviceMemory memory =
        IncidentJson.read(old.getBytes(StandardCharsets.UTF_8), DeviceMemory.class);
    assertThat(memory.drift()).isNull();
  }

  @Test
  void theMetricsShowPValuesAndEvidence() {
    watch(200, 0.65);
    var levels = run.registry.get("kizuki.drift.level").tags("group", "line1").summary();
    assertThat(levels.count()).isGreaterThan(100);
    assertThat(levels.max()).isGreaterThan(1);
    var pValues = run.registry.get("kizuki.drift.p.value").tags("group", "line1").summary();
    assertThat(pValues.mean()).isLessThan(0.3);
    assertThat(run.gauge("kizuki.incidents.active", "kind", "drift")).isEqualTo(1);
  }
}
