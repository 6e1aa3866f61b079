package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.RateInterval;
import dev.kizuki.model.Threshold;
import dev.kizuki.trainer.data.DataException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FalseAlarmPromiseTest {
  @ParameterizedTest
  @CsvSource({
    "1 per 8h at 5/s, 6.944444e-6",
    "1 per h at 1/s, 2.777778e-4",
    "2 per 10 min at 0.5/s, 6.666667e-3",
    "3 per 1 d at 10 / s, 3.472222e-6",
  })
  void aShiftIsARate(String promise, double rate) {
    assertThat(FalseAlarmPromise.rate(promise)).isCloseTo(rate, within(rate * 1e-6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seldom",
        "1 per 8h",
        "1 per 8 weeks at 5/s",
        "100 per 1s at 5/s",
        "",
        "1.2.3 per h at 1/s"
      })
  void anyOtherTextIsRefused(String promise) {
    assertThatThrownBy(() -> FalseAlarmPromise.rate(promise))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsTooFewImagesAndNamesTheRemedies() {
    assertThatThrownBy(() -> new FalseAlarmPromise(0.01, false).requireImages(197))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("There are 197 normal images")
        .hasMessageContaining("that takes 198")
        .hasMessageContaining("--false-alarm-rate 0.0102")
        .hasMessageContaining("leave --no-extrapolate out");
    assertThatThrownBy(() -> new FalseAlarmPromise(0.01, false).requireCalibrationImages(98))
        .hasMessageContaining("that takes 99")
        .hasMessageContaining("--false-alarm-rate 0.0102");
    new FalseAlarmPromise(0.0102, false).requireImages(197);
    new FalseAlarmPromise(1e-5, true).requireImages(40);
    new FalseAlarmPromise(1e-5, true).requireCalibrationImages(20);
    assertThatThrownBy(() -> new FalseAlarmPromise(1e-5, true).requireImages(39))
        .hasMessageContaining("that takes 40");
    assertThatThrownBy(() -> new FalseAlarmPromise(1e-5, true).requireCalibrationImages(19))
        .hasMessageContaining("that takes 20");
  }

  @Test
  void advisesNothingThatDoesNotHelp() {
    assertThatThrownBy(() -> new FalseAlarmPromise(0.01, false).requireImages(39))
        .as("a tail needs 40 images")
        .hasMessageNotContaining("extrapolate");
    assertThatThrownBy(() -> new FalseAlarmPromise(1e-3, true).requireImages(30))
        .as("it was asked for")
        .hasMessageNotContaining("extrapolate");
    assertThatThrownBy(() -> new FalseAlarmPromise(0.5, false).requireImages(1))
        .as("the rate that was asked for")
        .hasMessageNotContaining("--false-alarm-rate");
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, false, 150, 99",
    "0.01, true, 198, 99",
    "0.01, true, 150, 75",
    "0.001, true, 1000, 100",
    "0.001, true, 41, 20",
    "0.1, true, 19, 9",
  })
  void aTailGetsUpToHalfOfTheImages(double rate, boolean extrapolate, int images, int expected) {
    assertThat(new FalseAlarmPromise(rate, extrapolate).calibrationImages(images))
        .isEqualTo(expected);
  }

  @Test
  void warnsOfAnExtrapolatedThreshold() {
    FalseAlarmPromise promise = new FalseAlarmPromise(0.01, true);
    assertThat(promise.warning(99)).isEmpty();
    assertThat(promise.warning(59))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("below 0.017", "0.01 takes 99"));
  }

  @Test
  void extrapolatesOnlyWhereItMustAndSaysSo() {
    Calibration calibration = exponential(500, 1);
    FalseAlarmPromise enough = new FalseAlarmPromise(0.01, true);
    assertThat(enough.threshold(calibration)).isEqualTo(calibration.threshold(0.01));
    assertThat(enough.explain(calibration)).contains("between 0.0033 and 0.02");
    FalseAlarmPromise rare = new FalseAlarmPromise(1e-4, true);
    Threshold threshold = rare.threshold(calibration);
    assertThat(threshold.rule()).isEqualTo(Threshold.Rule.EXTRAPOLATED);
    assertThat(threshold.distance()).isGreaterThan(calibration.quantile(1));
    assertThat(rare.explain(calibration)).contains("EXTRAPOLATED", "9999 are needed");
    assertThatThrownBy(() -> new FalseAlarmPromise(1e-4, false).threshold(calibration))
        .hasMessageContaining("needs at least 9999");
  }

  /** The tail of the exponential distribution is known: P(d > x) = exp(-x). */
  private static Calibration exponential(int n, long seed) {
    Random random = new Random(seed);
    float[] distances = new float[n];
    for (int i = 0; i < n; i++) {
      distances[i] = (float) -Math.log(1 - random.nextDouble());
    }
    return new Calibration(distances);
  }

  @Test
  void anExtrapolatedThresholdIsAboveEveryDistance() {
    for (int seed = 0; seed < 200; seed++) {
      Calibration calibration = exponential(100, seed);
      assertThat(new FalseAlarmPromise(1e-5, true).threshold(calibration).distance())
          .isGreaterThanOrEqualTo(calibration.quantile(1));
    }
  }

  @Test
  void aPromiseForDecadesNeedsBillionsOfImages() {
    double rate = FalseAlarmPromise.rate("1 per 365d at 50/s");
    assertThatThrownBy(() -> new FalseAlarmPromise(rate, false).requireImages(1_000_000))
        .hasMessageContaining("that takes 3153599998");
  }

  @Test
  void theIntervalOfAConformalThresholdContainsTheTrueRates() {
    // the true rate of each of many thresholds is known here: exp(-threshold)
    RateInterval interval = RateInterval.ofThreshold(6, 599);
    int inside = 0;
    int trials = 2000;
    for (int trial = 0; trial < trials; trial++) {
      double rate = Math.exp(-exponential(599, 100 + trial).threshold(0.01).distance());
      inside += rate >= interval.low() && rate <= interval.high() ? 1 : 0;
    }
    // three standard errors of a share of 0.95
    assertThat((double) inside / trials).isCloseTo(0.95, within(0.015));
  }
}
