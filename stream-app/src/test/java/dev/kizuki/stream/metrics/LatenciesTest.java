package dev.kizuki.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void keepsADurationBetweenZeroAndOneDay() {
    assertThat(Latencies.clamped(Duration.ZERO)).isZero();
    assertThat(Latencies.clamped(Duration.ofMillis(7))).isEqualTo(Duration.ofMillis(7));
    assertThat(Latencies.clamped(DAY)).isEqualTo(DAY);
    assertThat(Latencies.clampedMs(7)).isEqualTo(7);
  }

  @Test
  void aClockThatIsAheadGivesZero() {
    assertThat(Latencies.clamped(Duration.ofNanos(-1))).isZero();
    assertThat(Latencies.clampedMs(-1)).isZero();
    assertThat(Latencies.clampedMs(Long.MIN_VALUE)).isZero();
  }

  @Test
  void aClockThatIsFarBehindGivesOneDay() {
    assertThat(Latencies.clamped(DAY.plusNanos(1))).isEqualTo(DAY);
    assertThat(Latencies.clamped(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(DAY);
    assertThat(Latencies.clampedMs(Long.MAX_VALUE)).isEqualTo(DAY.toMillis());
  }

  @Test
  void theBucketsRise() {
    assertThat(Latencies.buckets()).isSorted().doesNotHaveDuplicates();
    assertThat(Latencies.milliseconds(1, 20))
        .containsExactly(Duration.ofMillis(1), Duration.ofMillis(20));
  }
}
