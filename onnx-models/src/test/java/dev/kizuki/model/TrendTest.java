package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {

  @Test
  void countsThePairsThatRiseAndFall() {
    Trend trend = Trend.of(new float[] {10, 15, 14, 20});
    // of six pairs, five rise and one falls
    assertThat(trend.tau()).isCloseTo(4 / 6.0, within(1e-12));
    // S = 4, variance 4 * 3 * 13 / 18, z = 3 / 2.944
    assertThat(trend.pValue()).isCloseTo(0.1541, within(1e-4));
  }

  @Test
  void accountsForEqualValues() {
    Trend trend = Trend.of(new float[] {1, 2, 2, 3, 3, 3});
    // S = 11 of 15 pairs, variance (510 - 18 - 66) / 18, z = 10 / 4.8648
    assertThat(trend.tau()).isCloseTo(11 / 15.0, within(1e-12));
    assertThat(trend.pValue()).isCloseTo(0.01991, within(1e-5));
  }

  @Test
  void agreesWithCountingEachPair() {
    Random random = new Random(3);
    float[] values = new float[300];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(40) + i / 50f;
    }
    double rise = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        rise += Math.signum(values[j] - values[i]);
      }
    }
    assertThat(Trend.of(values).tau()).isCloseTo(rise / (300 * 299 / 2.0), within(1e-12));
  }

  @Test
  void oneInAThousandSetsWithoutTrendRises() {
    Random random = new Random(5);
    int rising = 0;
    for (int set = 0; set < 5000; set++) {
      float[] values = new float[100];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      rising += Trend.of(values).isRising() ? 1 : 0;
    }
    assertThat(rising).isBetween(0, 14);
  }

  @Test
  void seesASlowFault() {
    Random random = new Random(7);
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (5 + random.nextGaussian() + 0.5 * i / values.length);
    }
    assertThat(Trend.of(values).isRising()).isTrue();
  }

  @Test
  void aFallIsNoRise() {
    float[] values = new float[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = -i;
    }
    assertThat(Trend.of(values).tau()).isEqualTo(-1);
    assertThat(Trend.of(values).isRising()).isFalse();
  }

  @Test
  void nothingRisesWithoutTwoDifferentValues() {
    assertThat(Trend.of(new float[0]).pValue()).isEqualTo(1);
    assertThat(Trend.of(new float[] {3}).pValue()).isEqualTo(1);
    assertThat(Trend.of(new float[] {3, 3, 3}).pValue()).isEqualTo(1);
  }

  @Test
  void takesTenThousandValues() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    assertThat(Trend.of(values).tau()).isEqualTo(1);
  }
}
