package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateIntervalTest {
  /** The values are those of {@code binom.test(7, 10)} and {@code binom.test(0, 10)} in R. */
  @Test
  void givesTheExactIntervalOfClopperAndPearson() {
    RateInterval seven = RateInterval.of(7, 10);
    assertThat(seven.rate()).isEqualTo(0.7);
    assertThat(seven.low()).isCloseTo(0.3475471, within(1e-6));
    assertThat(seven.high()).isCloseTo(0.9332605, within(1e-6));
    RateInterval none = RateInterval.of(0, 10);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(0.3084971, within(1e-6));
  }

  @Test
  void endsAtOneIfAllTrialsCount() {
    assertThat(RateInterval.of(3, 3).high()).isEqualTo(1);
  }
}
