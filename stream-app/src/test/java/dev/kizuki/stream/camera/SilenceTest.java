package dev.kizuki.stream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SilenceTest {
  private static final long STARTED = 1_700_000_000_000L;

  private final Random random = new Random(3);
  private Camera camera = new Camera(CameraLimits.DEFAULT);
  private long now = STARTED;

  private boolean isSilentAfter(Duration silence) {
    return camera.silence(camera.lastArrivalMs() + silence.toMillis(), STARTED).isPresent();
  }

  /** Lets an image arrive; returns whether the camera was silent just before. */
  private boolean arrivesAfter(Duration gap) {
    now += gap.toMillis();
    boolean silent = camera.silence(now, STARTED).isPresent();
    camera.arrived(now);
    return silent;
  }

  private void arrive(int images, Duration gap) {
    for (int i = 0; i < images; i++) {
      arrivesAfter(gap);
    }
  }

  @Test
  void aCameraWithFewerThanTenImagesIsNeverSilent() {
    arrive(9, Duration.ofSeconds(1));
    assertThat(isSilentAfter(Duration.ofDays(30))).isFalse();
    arrivesAfter(Duration.ofSeconds(1));
    assertThat(isSilentAfter(Duration.ofDays(30))).isTrue();
  }

  @Test
  void aFastCameraIsSilentAfterTheConfiguredTime() {
    arrive(1000, Duration.ofMillis(100));
    assertThat(isSilentAfter(Duration.ofSeconds(30))).isFalse();
    assertThat(isSilentAfter(Duration.ofSeconds(31))).isTrue();
  }

  @Test
  void aSlowCameraIsSilentAfterFourTimesItsRhythm() {
    arrive(100, Duration.ofMinutes(5));
    assertThat(isSilentAfter(Duration.ofMinutes(19))).isFalse();
    assertThat(isSilentAfter(Duration.ofMinutes(21))).isTrue();
  }

  @Test
  void theNumbersAreSeconds() {
    arrive(100, Duration.ofSeconds(1));
    Finding finding = camera.silence(now + 45_000, STARTED).orElseThrow();
    assertThat(finding).isEqualTo(new Finding(Trouble.SILENT, 45, 0, 30));
  }

  @Test
  void jitterIsNoSilence() {
    for (int i = 0; i < 100_000; i++) {
      double minutes = -Math.log(1 - random.nextDouble());
      boolean silent = arrivesAfter(Duration.ofMillis((long) (60_000 * Math.min(4, minutes))));
      assertThat(silent && i > 20).as("image %d", i).isFalse();
    }
  }

  @Test
  void burstsAreLearnedWithinAFewPauses() {
    int silent = 0;
    for (int burst = 0; burst < 200; burst++) {
      if (arrivesAfter(Duration.ofMinutes(10))) {
        silent++;
        assertThat(burst).isLessThan(10);
      }
      arrive(1000, Duration.ofMillis(10));
    }
    assertThat(silent).isLessThanOrEqualTo(6);
  }

  @Test
  void aPauseEachNightIsASilenceEachNight() {
    for (int day = 0; day < 30; day++) {
      arrive(16 * 3600 / 10, Duration.ofSeconds(10));
      assertThat(isSilentAfter(Duration.ofMinutes(5))).as("evening %d", day).isTrue();
      arrivesAfter(Duration.ofHours(8));
    }
  }

  @Test
  void aRestartDoesNotForgetTheRhythmAndTheSilenceCountsFromIt() {
    arrive(100, Duration.ofMinutes(5));
    JsonMapper json = new JsonMapper();
    String text = json.writeValueAsString(camera.memory());
    camera = new Camera(CameraLimits.DEFAULT, json.readValue(text, CameraMemory.class));
    long restarted = now + Duration.ofHours(2).toMillis();
    assertThat(camera.lastArrivalMs()).isEqualTo(now);
    assertThat(camera.silence(restarted + Duration.ofMinutes(19).toMillis(), restarted)).isEmpty();
    assertThat(camera.silence(restarted + Duration.ofMinutes(21).toMillis(), restarted))
        .hasValueSatisfying(finding -> assertThat(finding.measured()).isEqualTo(21 * 60));
  }

  @Test
  void theOperatorMakesASilenceUsual() {
    arrive(100, Duration.ofSeconds(1));
    now += Duration.ofHours(1).toMillis();
    assertThat(camera.silence(now, STARTED)).isPresent();
    camera.relearn(Trouble.SILENT, now);
    assertThat(camera.silence(now, STARTED)).isEmpty();
  }

  @Test
  void imagesOutOfOrderDoNotTurnTheTimeBack() {
    arrive(20, Duration.ofSeconds(1));
    camera.arrived(STARTED);
    assertThat(camera.lastArrivalMs()).isEqualTo(now);
  }
}
