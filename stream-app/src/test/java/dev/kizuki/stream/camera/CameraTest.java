package dev.kizuki.stream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Pixels;
import dev.kizuki.stream.camera.DrawnScene.Shot;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraTest {
  private static final int PICTURES_TO_LEARN = 200;

  private final DrawnScene scene = new DrawnScene(7);
  private final Random random = new Random(11);
  private Camera camera = new Camera(CameraLimits.DEFAULT);
  private long now = 1_700_000_000_000L;

  private Health measure(Picture picture, Duration passed) {
    now += passed.toMillis();
    return camera.measured(picture, now);
  }

  private Health measure(Shot shot) {
    return measure(scene.next(shot), Duration.ofSeconds(1));
  }

  private void learn() {
    for (int i = 0; i < PICTURES_TO_LEARN; i++) {
      assertThat(measure(Shot.GOOD)).isEqualTo(Health.GOOD);
    }
  }

  /** Returns after how many pictures a trouble is confirmed; 0 if it is not within 20. */
  private int picturesUntil(Trouble trouble, IntFunction<Picture> pictures) {
    for (int i = 1; i <= 20; i++) {
      Health health = measure(pictures.apply(i), Duration.ofSeconds(1));
      assertThat(health.confirmed())
          .allSatisfy(finding -> assertThat(finding.trouble()).isEqualTo(trouble));
      if (health.isSick()) {
        return i;
      }
    }
    return 0;
  }

  private static Shot sick(Trouble trouble) {
    return switch (trouble) {
      case DARK -> Shot.GOOD.light(0.3);
      case BRIGHT -> Shot.GOOD.light(2.2);
      case BLURRED -> Shot.GOOD.blur(1);
      // ten percent of the width
      case MOVED -> Shot.GOOD.moved(6, 2);
      case FROZEN, SILENT -> Shot.GOOD;
    };
  }

  @Test
  void aHealthyCameraIsNeverSuspectedWhileTheLightDriftsForTwoWeeks() {
    int suspected = 0;
    for (int minute = 0; minute < 20_000; minute++) {
      double light = 1 + 0.4 * Math.sin(minute * 2 * Math.PI / (24 * 60));
      Picture picture = scene.next(Shot.GOOD.light(light * (1 + 0.02 * random.nextGaussian())));
      Health health = measure(picture, Duration.ofMinutes(1));
      assertThat(health.confirmed()).isEmpty();
      suspected += health.suspected().size();
    }
    assertThat(suspected).isZero();
    assertThat(camera.unwatched()).containsExactly(Trouble.SILENT);
  }

  @Test
  void aHealthyCameraIsNeverSuspectedAtOnePictureASecond() {
    for (int second = 0; second < 20_000; second++) {
      double light = 1 + 0.4 * Math.sin(second * 2 * Math.PI / (12 * 3600));
      Shot shot = Shot.GOOD.light(light * (1 + 0.02 * random.nextGaussian()));
      assertThat(measure(shot)).isEqualTo(Health.GOOD);
    }
  }

  /** A moved camera needs more pictures, because a part in an unusual pose looks like one. */
  private static int picturesThatConfirm(Trouble trouble) {
    return trouble == Trouble.MOVED ? 12 : 3;
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BRIGHT", "BLURRED", "MOVED"})
  void aTroubleIsConfirmedAfterSomePicturesAndEndsWithTheThirdGoodOne(Trouble trouble) {
    learn();
    assertThat(picturesUntil(trouble, i -> scene.next(sick(trouble))))
        .isEqualTo(picturesThatConfirm(trouble));
    assertThat(measure(Shot.GOOD).isSick()).isTrue();
    assertThat(measure(Shot.GOOD).ended()).isEmpty();
    Health last = measure(Shot.GOOD);
    assertThat(last.ended()).containsExactly(trouble);
    assertThat(last.isSick()).isFalse();
    assertThat(measure(Shot.GOOD)).isEqualTo(Health.GOOD);
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BRIGHT", "BLURRED", "MOVED"})
  void aTroubleDoesNotTeachItself(Trouble trouble) {
    learn();
    for (int minute = 0; minute < 600; minute++) {
      measure(scene.next(sick(trouble)), Duration.ofMinutes(1));
    }
    assertThat(camera.confirmed()).extracting(Finding::trouble).containsExactly(trouble);
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BRIGHT", "BLURRED", "MOVED"})
  void oneOrTwoPicturesConfirmNothing(Trouble trouble) {
    learn();
    assertThat(measure(sick(trouble)).suspected())
        .extracting(Finding::trouble)
        .containsExactly(trouble);
    assertThat(measure(sick(trouble)).confirmed()).isEmpty();
    assertThat(measure(Shot.GOOD)).isEqualTo(Health.GOOD);
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BRIGHT", "BLURRED", "MOVED"})
  void theNumbersExplainTheFinding(Trouble trouble) {
    learn();
    Finding finding = measure(sick(trouble)).suspected().get(0);
    assertThat(finding.measured() < finding.usualLow() || finding.measured() > finding.usualHigh())
        .as("%s", finding)
        .isTrue();
    assertThat(finding.usualLow()).isLessThan(finding.usualHigh());
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BRIGHT", "BLURRED", "MOVED"})
  void theOperatorMakesATroubleTheNewNormal(Trouble trouble) {
    learn();
    picturesUntil(trouble, i -> scene.next(sick(trouble)));
    camera.relearn(trouble, now);
    assertThat(camera.confirmed()).isEmpty();
    for (int i = 0; i < 300; i++) {
      assertThat(measure(sick(trouble))).isEqualTo(Health.GOOD);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BRIGHT", "BLURRED", "MOVED", "FROZEN"})
  void aTroubleThatIsTurnedOffIsNotFound(Trouble trouble) {
    CameraLimits d = CameraLimits.DEFAULT;
    EnumSet<Trouble> others = EnumSet.complementOf(EnumSet.of(trouble));
    camera =
        new Camera(
            new CameraLimits(
                others,
                d.silentAfter(),
                d.silentFactor(),
                d.darkBelow(),
                d.brightAbove(),
                d.brightnessFactor(),
                d.sharpnessFactor(),
                d.tolerance(),
                d.confirmPictures(),
                d.confirmAfter(),
                d.burnIn(),
                d.follow()));
    learn();
    Picture frozen = scene.next(Shot.GOOD);
    for (int i = 0; i < 20; i++) {
      Picture picture = trouble == Trouble.FROZEN ? frozen : scene.next(sick(trouble));
      Health health = measure(picture, Duration.ofSeconds(1));
      assertThat(health.suspected()).extracting(Finding::trouble).doesNotContain(trouble);
    }
    assertThat(camera.unwatched()).contains(trouble);
  }

  @Test
  void blackAndWhitePicturesNeedNoLearning() {
    assertThat(picturesUntil(Trouble.DARK, i -> scene.next(Shot.GOOD.light(0.01)))).isEqualTo(3);
    camera = new Camera(CameraLimits.DEFAULT);
    assertThat(picturesUntil(Trouble.BRIGHT, i -> scene.next(Shot.GOOD.light(50)))).isEqualTo(3);
  }

  @Test
  void quickPicturesNeedTwoSecondsToConfirm() {
    learn();
    int pictures = 0;
    Health health;
    do {
      health = measure(scene.next(Shot.GOOD.light(0.2)), Duration.ofMillis(250));
      pictures++;
    } while (!health.isSick());
    assertThat(pictures).isEqualTo(9);
  }

  @Test
  void aFrozenPictureIsConfirmed() {
    learn();
    Picture frozen = scene.next(Shot.GOOD);
    assertThat(picturesUntil(Trouble.FROZEN, i -> frozen)).isBetween(3, 5);
    measure(Shot.GOOD);
    measure(Shot.GOOD);
    assertThat(measure(Shot.GOOD).ended()).containsExactly(Trouble.FROZEN);
  }

  @Test
  void aFrozenPictureThatIsEncodedAnewIsConfirmedOnAStillScene() {
    Shot still = Shot.GOOD.empty();
    for (int i = 0; i < PICTURES_TO_LEARN; i++) {
      assertThat(measure(still)).isEqualTo(Health.GOOD);
    }
    Picture frozen = scene.next(still);
    assertThat(picturesUntil(Trouble.FROZEN, i -> withDigest(frozen, i))).isBetween(3, 5);
  }

  private static Picture withDigest(Picture picture, long digest) {
    return new Picture(
        picture.width(),
        picture.height(),
        picture.brightness(),
        picture.contrast(),
        picture.blackShare(),
        picture.whiteShare(),
        picture.sharpness(),
        digest,
        picture.thumbnail());
  }

  @Test
  void aStoppedLineIsNotFrozen() {
    learn();
    DrawnScene stopped = new DrawnScene(7);
    for (int i = 0; i < 3000; i++) {
      assertThat(measure(stopped.next(Shot.GOOD.empty()), Duration.ofSeconds(1)).confirmed())
          .isEmpty();
    }
  }

  @Test
  void aTestDeviceThatPublishesOneFileIsNotFrozen() {
    Picture only = scene.next(Shot.GOOD);
    for (int i = 0; i < 5000; i++) {
      assertThat(measure(only, Duration.ofSeconds(1))).isEqualTo(Health.GOOD);
    }
    assertThat(camera.unwatched()).contains(Trouble.FROZEN);
  }

  @Test
  void aTestDeviceThatDrawsFromTenFilesIsNotFrozen() {
    List<Picture> files = random.ints(10).mapToObj(i -> scene.next(Shot.GOOD)).toList();
    for (int i = 0; i < 20_000; i++) {
      Picture picture = files.get(random.nextInt(files.size()));
      assertThat(measure(picture, Duration.ofSeconds(1)).confirmed()).isEmpty();
    }
  }

  @Test
  void aCameraThatLooksAtManyScenesCannotBeMoved() {
    for (int i = 0; i < 2000; i++) {
      Shot anywhere = Shot.GOOD.moved(random.nextInt(64), random.nextInt(64));
      assertThat(measure(anywhere).confirmed()).isEmpty();
    }
    assertThat(camera.unwatched()).contains(Trouble.MOVED);
  }

  @Test
  void anomalousPicturesTeachNothing() {
    for (int i = 0; i < PICTURES_TO_LEARN; i++) {
      now += 1000;
      camera.measured(scene.next(Shot.GOOD), now, /* anomalous= */ true);
    }
    assertThat(camera.memory().logitBrightness().count()).isZero();
  }

  @Test
  void moreAnomaliesOfTheProductAreNoTroubleOfTheCamera() {
    learn();
    for (int i = 0; i < 2000; i++) {
      // no part is the worst part
      boolean anomalous = random.nextInt(3) == 0;
      now += 1000;
      Shot shot = anomalous ? Shot.GOOD.empty() : Shot.GOOD;
      assertThat(camera.measured(scene.next(shot), now, anomalous).confirmed()).isEmpty();
    }
  }

  @Test
  void anotherPictureSizeIsLearnedAnew() {
    learn();
    PictureMeasure measure = new PictureMeasure();
    byte[] samples = new byte[40 * 30];
    for (int i = 0; i < 100; i++) {
      random.nextBytes(samples);
      Picture picture = measure.measure(new Pixels(1, 30, 40, samples));
      assertThat(measure(picture, Duration.ofSeconds(1))).isEqualTo(Health.GOOD);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void differentCamerasGiveTheSameResult(long seed) {
    DrawnScene other = new DrawnScene(seed);
    for (int i = 0; i < PICTURES_TO_LEARN; i++) {
      assertThat(measure(other.next(Shot.GOOD), Duration.ofSeconds(1))).isEqualTo(Health.GOOD);
    }
    for (Trouble trouble : EnumSet.range(Trouble.DARK, Trouble.MOVED)) {
      assertThat(picturesUntil(trouble, i -> other.next(sick(trouble))))
          .isEqualTo(picturesThatConfirm(trouble));
      for (int i = 0; i < 3; i++) {
        measure(other.next(Shot.GOOD), Duration.ofSeconds(1));
      }
    }
  }
}
