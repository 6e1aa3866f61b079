package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Calibration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialTailTest {
  private static final int DRAWS = 2000;

  @ParameterizedTest
  @CsvSource({"20, 0.01", "60, 0.01", "60, 0.001", "250, 0.001"})
  void theRateHoldsForOneFurtherImageOfAnExponentialDistribution(int images, double rate) {
    Random random = new Random(1);
    double mean = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Calibration calibration = DrawnDistances.of(images, random, u -> -Math.log(1 - u));
      mean += Math.exp(-ExponentialTail.of(calibration).distance(rate)) / DRAWS;
    }
    // the mean over all draws is exact; the tolerance is for 2,000 draws
    assertThat(mean).isCloseTo(rate, within(0.25 * rate));
  }

  @Test
  void equalDistancesHaveNoTail() {
    Calibration equal = DrawnDistances.of(30, new Random(3), u -> 2);
    assertThat(ExponentialTail.of(equal).distance(1e-6)).isEqualTo(2);
  }

  @Test
  void rejectsTooFewImages() {
    Random random = new Random(4);
    assertThatThrownBy(() -> ExponentialTail.of(DrawnDistances.of(19, random, u -> u)))
        .hasMessageContaining("at least 20 calibration images, there are 19");
  }
}
