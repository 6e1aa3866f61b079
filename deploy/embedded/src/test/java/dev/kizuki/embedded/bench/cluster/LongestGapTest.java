package dev.kizuki.embedded.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LongestGapTest {
  private long now = 77;
  private final LongestGap gap = new LongestGap(() -> now);

  private void pass(long ms) {
    now += Duration.ofMillis(ms).toNanos();
  }

  @Test
  void isZeroWithoutVerdicts() {
    pass(1000);
    assertThat(gap.take()).isZero();
  }

  @Test
  void measuresEachDeviceByItself() {
    gap.add("a");
    pass(30);
    gap.add("b");
    pass(30);
    gap.add("a");
    pass(10);
    gap.add("b");
    assertThat(gap.take()).isEqualTo(60);
  }

  @Test
  void countsAGapThatHasNotEnded() {
    gap.add("a");
    gap.add("b");
    pass(500);
    gap.add("b");
    assertThat(gap.take()).isEqualTo(500);
    pass(250);
    assertThat(gap.take()).isEqualTo(750);
  }

  @Test
  void forgetsAGapThatWasTold() {
    gap.add("a");
    pass(500);
    gap.add("a");
    pass(5);
    gap.add("a");
    assertThat(gap.take()).isEqualTo(500);
    pass(5);
    gap.add("a");
    assertThat(gap.take()).isEqualTo(5);
  }
}
