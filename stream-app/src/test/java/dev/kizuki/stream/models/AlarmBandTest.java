package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmBandTest {
  private static final AlarmCounts NOTHING = new AlarmCounts(0, 0);

  @Test
  void theLimitIsTwiceTheLargestOfPromiseAndEarlierRates() {
    AlarmCounts before = new AlarmCounts(9999, 99);
    AlarmCounts earlier = new AlarmCounts(999, 49);
    assertThat(AlarmBand.of(0.02, before, NOTHING).limit()).isEqualTo(0.04);
    assertThat(AlarmBand.of(0.001, before, NOTHING).limit()).isCloseTo(0.02, within(1e-9));
    assertThat(AlarmBand.of(0.001, before, earlier).limit()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void fewImagesSayNothingAboutTheRateOfAnEarlierModel() {
    assertThat(AlarmBand.of(0.001, new AlarmCounts(20, 20), NOTHING).limit()).isEqualTo(0.002);
  }

  @Test
  void noAlarmsAndFewAlarmsAreRight() {
    AlarmBand band = new AlarmBand(0.01);
    assertThat(band.isExceededBy(new AlarmCounts(1_000_000, 0))).isFalse();
    assertThat(band.isExceededBy(new AlarmCounts(1000, 10))).isFalse();
    // certain, but one part may have given them all
    assertThat(band.isExceededBy(new AlarmCounts(9, 9))).isFalse();
  }

  @Test
  void aModelThatCallsEveryImageAnomalousIsFoundAtOnce() {
    assertThat(new AlarmBand(0.002).isExceededBy(new AlarmCounts(10, 10))).isTrue();
    assertThat(new AlarmBand(0.002).isExceededBy(new AlarmCounts(1_000_000, 900_000))).isTrue();
  }

  /** Asked after each image, 2000 times in a row; expected at most 1 in 1000 by Ville's bound. */
  @ParameterizedTest
  @CsvSource({"0.002", "0.02", "0.1", "0.5"})
  void aRateAtTheLimitIsAlmostNeverRefused(double limit) {
    assertThat(refused(limit, limit, 2000)).isLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"0.002,0.02", "0.02,0.06", "0.1,0.2", "0.5,0.7"})
  void aRateAboveTheLimitIsRefusedWithinTheGuard(double limit, double rate) {
    assertThat(refused(limit, rate, 1000)).isGreaterThanOrEqualTo(990);
  }

  private static int refused(double limit, double rate, int runs) {
    AlarmBand band = new AlarmBand(limit);
    Random random = new Random(7);
    int refused = 0;
    for (int run = 0; run < runs; run++) {
      int alarms = 0;
      for (int images = 1; images <= 2000; images++) {
        if (random.nextDouble() < rate) {
          alarms++;
          // only an alarm raises the evidence
          if (band.isExceededBy(new AlarmCounts(images, alarms))) {
            refused++;
            break;
          }
        }
      }
    }
    return refused;
  }
}
