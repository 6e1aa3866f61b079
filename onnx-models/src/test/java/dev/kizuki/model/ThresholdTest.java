package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThresholdTest {
  private static Threshold at(double distance) {
    return new Threshold(distance, 0.01, Threshold.Rule.CONFORMAL);
  }

  @Test
  void aScoreIsTheDistanceDividedByTheThreshold() {
    assertThat(at(4).relative(6)).isEqualTo(1.5);
  }

  @Test
  void aScoreIsFiniteAlsoForAThresholdOfZero() {
    assertThat(at(0).relative(0)).isZero();
    assertThat(at(0).relative(1)).isEqualTo(1e6);
  }
}
