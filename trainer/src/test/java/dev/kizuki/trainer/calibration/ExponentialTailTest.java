package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Calibration;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialTailTest {
  private static final int DRAWS = 2000;

  /** Draws distances by the inverse of a distribution function. */
  private static Calibration drawn(int images, Random random, DoubleUnaryOperator inverse) {
    float[] distances = new float[images];
    for (int i = 0; i < images; i++) {
      distances[i] = (float) inverse.applyAsDouble(random.nextDouble());
    }
    return new Calibration(distances);
  }

  @ParameterizedTest
  @CsvSource({"20, 0.01", "60, 0.01", "60, 0.001", "250, 0.001"})
  void theRateHoldsForOneFurtherImageOfAnExponentialDistribution(int images, double rate) {
    Random random = new Random(1);
    double mean = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Calibration calibration = drawn(images, random, u -> -Math.log(1 - u));
      mean += Math.exp(-ExponentialTail.of(calibration).distance(rate)) / DRAWS;
    }
    // the mean over all draws is exact; the tolerance is for 2,000 draws
    assertThat(mean).isCloseTo(rate, within(0.25 * rate));
  }

  @ParameterizedTest
  @CsvSource({"20, 0.01", "60, 0.001"})
  void theRateHoldsForNormalLogarithms(int images, double rate) {
    Random random = new Random(2);
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double mean = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Calibration calibration = drawn(images, random, u -> Math.exp(quantile(normal, u)));
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
    Calibration equal = drawn(30, new Random(3), u -> 2);
    assertThat(ExponentialTail.of(equal).distance(1e-6)).isEqualTo(2);
    assertThat(LogNormalTail.of(equal).distance(1e-6)).isCloseTo(2, within(1e-6));
  }

  @Test
  void rejectsTooFewImages() {
    Random random = new Random(4);
    assertThatThrownBy(() -> ExponentialTail.of(drawn(19, random, u -> u)))
        .hasMessageContaining("at least 20 calibration images, there are 19");
    assertThatThrownBy(() -> ParetoTail.of(drawn(19, random, u -> u)))
        .hasMessageContaining("at least 20 calibration images, there are 19");
    assertThatThrownBy(() -> LogNormalTail.of(drawn(2, random, u -> u)))
        .hasMessageContaining("at least 3 calibration images, there are 2");
  }
}
