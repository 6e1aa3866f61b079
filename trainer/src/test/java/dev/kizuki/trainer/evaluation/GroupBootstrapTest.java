package dev.kizuki.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.RateInterval;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.evaluation.TestScores.ScoredImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupBootstrapTest {
  private static ScoredImage image(String label, int group, int number, double distance) {
    LabelledImage image =
        new LabelledImage(label, "%d/%s-%d.png".formatted(group, label, number), () -> new byte[0]);
    return new ScoredImage(image, distance);
  }

  private static TestScores scores(List<ScoredImage> normals, List<ScoredImage> anomalies) {
    Map<String, List<ScoredImage>> byLabel = Map.of("good", normals, "bad", anomalies);
    return new TestScores("good", new TreeMap<>(byLabel), Map.of());
  }

  /** Each group has its own distance; its ten images have nearly the same. */
  private static TestScores alike(int groups, long seed) {
    Random random = new Random(seed);
    List<ScoredImage> normals = new ArrayList<>();
    List<ScoredImage> anomalies = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      double normal = random.nextGaussian();
      double anomalous = 1 + random.nextGaussian();
      for (int i = 0; i < 10; i++) {
        normals.add(image("good", group, i, normal + 0.01 * random.nextGaussian()));
        anomalies.add(image("bad", group, i, anomalous + 0.01 * random.nextGaussian()));
      }
    }
    return scores(normals, anomalies);
  }

  private static GroupBootstrap byGroup(TestScores scores) {
    return new GroupBootstrap(scores, name -> name.substring(0, name.indexOf('/')), 1);
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  @Test
  void imagesOfOneGroupCountForLessThanSingleImages() {
    TestScores scores = alike(30, 1);
    GroupBootstrap images = new GroupBootstrap(scores, name -> name, 1);
    GroupBootstrap groups = byGroup(scores);
    assertThat(groups.groups()).isEqualTo(30);
    assertThat(images.groups()).isEqualTo(600);
    assertThat(width(groups.auroc())).isGreaterThan(2 * width(images.auroc()));
    RateInterval byImage = images.falseAlarms(1);
    RateInterval byGroup = groups.falseAlarms(1);
    assertThat(byGroup.rate()).isEqualTo(byImage.rate());
    assertThat(byGroup.high() - byGroup.low()).isGreaterThan(2 * (byImage.high() - byImage.low()));
  }

  /** The intervals of Clopper and Pearson are a little wider than those of the bootstrap. */
  @Test
  void withSingleImagesTheIntervalIsNearTheExactOne() {
    GroupBootstrap images = new GroupBootstrap(alike(30, 2), name -> name, 1);
    RateInterval drawn = images.falseAlarms(0.5);
    RateInterval exact = RateInterval.of(Math.round(drawn.rate() * 300), 300);
    assertThat(drawn.low()).isCloseTo(exact.low(), within(0.015));
    assertThat(drawn.high()).isCloseTo(exact.high(), within(0.015));
  }

  @Test
  void theAurocIsThatOfAllImagesAndTheSeedDecidesTheInterval() {
    TestScores scores = alike(12, 3);
    Interval interval = byGroup(scores).auroc();
    assertThat(interval.value()).isCloseTo(scores.detection().auroc(), within(1e-12));
    assertThat(interval.low()).isLessThan(interval.value());
    assertThat(interval.high()).isGreaterThan(interval.value());
    assertThat(byGroup(scores).auroc()).isEqualTo(interval);
  }

  /** Most intervals hold the true AUROC, P(N(1, 1) > N(0, 1)) = 0.7602. */
  @Test
  void nineOfTenIntervalsHoldTheTruth() {
    int holds = 0;
    for (int seed = 0; seed < 100; seed++) {
      Interval interval = byGroup(alike(30, 1000 + seed)).auroc();
      holds += interval.low() <= 0.7602 && 0.7602 <= interval.high() ? 1 : 0;
    }
    assertThat(holds).isBetween(86, 100);
  }

  @Test
  void withoutAFalseAlarmTheGroupsCountAsTrials() {
    GroupBootstrap groups = byGroup(alike(10, 4));
    assertThat(groups.falseAlarms(100)).isEqualTo(RateInterval.of(0, 10));
    assertThat(groups.falseAlarms(-100)).isEqualTo(RateInterval.of(10, 10));
  }

  @Test
  void aPerfectSeparationOfFewImagesIsNotCertain() {
    List<ScoredImage> normals = new ArrayList<>();
    List<ScoredImage> anomalies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      normals.add(image("good", i, i, i));
      anomalies.add(image("bad", i, i, 10 + i));
    }
    RateInterval trials = RateInterval.of(8, 8);
    assertThat(byGroup(scores(normals, anomalies)).auroc())
        .isEqualTo(new Interval(1, trials.low(), trials.high()));
  }

  @Test
  void oneGroupTellsNothing() {
    GroupBootstrap one = byGroup(alike(1, 5));
    assertThat(one.falseAlarms(0).low()).isZero();
    assertThat(one.falseAlarms(0).high()).isEqualTo(1);
    assertThat(one.auroc().low()).isZero();
    assertThat(one.auroc().high()).isEqualTo(1);
  }
}
