package dev.kizuki.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.RateInterval;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DetectionTest {
  /** scikit-learn's example of roc_auc_score and average_precision_score: 0.75 and 0.8333. */
  private final Detection example =
      new Detection(new double[] {0.1, 0.4}, new double[] {0.35, 0.8});

  @Test
  void areasAreThoseOfTheKnownExample() {
    assertThat(example.auroc()).isCloseTo(0.75, within(1e-12));
    assertThat(example.averagePrecision()).isCloseTo(5.0 / 6, within(1e-12));
  }

  @Test
  void tiesCountHalf() {
    assertThat(new Detection(new double[] {1, 1}, new double[] {1}).auroc()).isEqualTo(0.5);
    assertThat(new Detection(new double[] {1, 1, 1}, new double[] {1}).averagePrecision())
        .isEqualTo(0.25);
  }

  @Test
  void perfectAndReversedDetectors() {
    assertThat(new Detection(new double[] {1, 2}, new double[] {3, 4}).auroc()).isEqualTo(1);
    assertThat(new Detection(new double[] {3, 4}, new double[] {1, 2}).auroc()).isZero();
  }

  @Test
  void aThresholdIsExceededAndNotMet() {
    Detection.Outcome outcome = example.at(0.4);
    assertThat(outcome.truePositives()).isEqualTo(1);
    assertThat(outcome.falsePositives()).isZero();
    assertThat(outcome.precision()).isEqualTo(1);
    assertThat(outcome.recall()).isEqualTo(0.5);
    assertThat(outcome.f()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void theBestThresholdIsNoWorseThanAny() {
    Detection.Outcome best = example.best();
    assertThat(best.f()).isCloseTo(0.8, within(1e-12));
    for (double threshold = 0; threshold < 1; threshold += 0.01) {
      assertThat(example.at(threshold).f()).isLessThanOrEqualTo(best.f());
    }
  }

  @Test
  void bothKindsAreNeeded() {
    assertThatThrownBy(() -> new Detection(new double[0], new double[] {1}))
        .hasMessageContaining("0 and 1");
  }

  /** Against R's binom.test. */
  @Test
  void intervalsAreClopperAndPearsons() {
    assertInterval(0, 10, 0, 0.30850);
    assertInterval(5, 10, 0.18709, 0.81291);
    assertInterval(10, 10, 0.69150, 1);
    assertInterval(10, 980, 0.00490, 0.01869);
    assertThat(RateInterval.of(10, 980).contains(0.01)).isTrue();
    assertThat(RateInterval.of(10, 980).contains(0.02)).isFalse();
  }

  private static void assertInterval(int count, int trials, double low, double high) {
    RateInterval interval = RateInterval.of(count, trials);
    assertThat(interval.low()).isCloseTo(low, within(1e-4));
    assertThat(interval.high()).isCloseTo(high, within(1e-4));
  }

  @Test
  void theThresholdOfTheTestImagesKeepsTheirFalseAlarmRate() {
    double[] normal = IntStream.range(0, 200).asDoubleStream().toArray();
    Detection.Outcome outcome =
        new Detection(normal, new double[] {0, 197, 197.5, 300}).atFalseAlarmRate(0.01);
    assertThat(outcome.falsePositives()).isEqualTo(2);
    assertThat(outcome.recall()).isEqualTo(0.5);
    assertThat(new Detection(new double[] {1, 2}, new double[] {2, 3}).atFalseAlarmRate(0.01))
        .isEqualTo(new Detection.Outcome(2, 1, 0, 1));
  }
}
