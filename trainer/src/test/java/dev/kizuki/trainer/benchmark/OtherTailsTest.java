package dev.kizuki.trainer.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.DrawnDistances;
import java.util.Random;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherTailsTest {
  private static final int DRAWS = 2000;

  @Test
  void theTailOfAnExponentialDistributionIsFound() {
    // the standard error of the shape is about sqrt((1 - k)(1 - k + 2 k^2)/((1 - 2k)(3 - 2k)) / n)
    ParetoTail tail =
        ParetoTail.of(DrawnDistances.of(100_000, new Random(2), u -> -Math.log(1 - u)));
    assertThat(tail.shape()).isCloseTo(0, within(0.05));
    assertThat(tail.scale()).isCloseTo(1, within(0.05));
    assertThat(tail.distance(1e-5)).isCloseTo(-Math.log(1e-5), within(1.5));
  }

  @Test
  void theTailOfAParetoDistributionIsFound() {
    double shape = 0.25;
    Calibration calibration =
        DrawnDistances.of(100_000, new Random(3), u -> (Math.pow(1 - u, -shape) - 1) / shape);
    ParetoTail tail = ParetoTail.of(calibration);
    assertThat(tail.shape()).isCloseTo(shape, within(0.06));
    double expected = (Math.pow(1e-4, -shape) - 1) / shape;
    assertThat(tail.distance(1e-4)).isCloseTo(expected, within(0.15 * expected));
  }

  @ParameterizedTest
  @CsvSource({"20, 0.01", "60, 0.001"})
  void theRateHoldsForNormalLogarithms(int images, double rate) {
    Random random = new Random(2);
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double mean = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Calibration calibration =
          DrawnDistances.of(images, random, u -> Math.exp(quantile(normal, u)));
      LogNormalTail tail = LogNormalTail.of(calibration);
      mean += normal.survivalProbability(Math.log(tail.distance(rate))) / DRAWS;
    }
    assertThat(mean).isCloseTo(rate, within(0.15 * rate));
  }

  private static double quantile(NormalDistribution normal, double u) {
    return normal.inverseCumulativeProbability(Math.max(u, Double.MIN_NORMAL));
  }

  @Test
  void equalDistancesHaveNoTail() {
    Calibration equal = DrawnDistances.of(30, new Random(3), u -> 2);
    assertThat(LogNormalTail.of(equal).distance(1e-6)).isCloseTo(2, within(1e-6));
  }

  @Test
  void rejectTooFewImages() {
    Random random = new Random(4);
    assertThatThrownBy(() -> ParetoTail.of(DrawnDistances.of(19, random, u -> u)))
        .hasMessageContaining("at least 20 calibration images, there are 19");
    assertThatThrownBy(() -> LogNormalTail.of(DrawnDistances.of(2, random, u -> u)))
        .hasMessageContaining("at least 3 calibration images, there are 2");
  }
}
