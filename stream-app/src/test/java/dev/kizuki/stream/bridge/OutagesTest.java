package dev.kizuki.stream.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private final Outages outages = new Outages();

  private void outage(long beginMs, long endMs) {
    outages.between(TimeUnit.MILLISECONDS.toNanos(beginMs), TimeUnit.MILLISECONDS.toNanos(endMs));
  }

  @Test
  void addsUpOutages() {
    outage(0, 2_000);
    outage(10_000, 13_000);
    assertThat(outages.seconds()).isEqualTo(5);
  }

  @Test
  void ignoresInterruptionsUnderOneSecond() {
    outage(0, 999);
    assertThat(outages.seconds()).isZero();
  }

  @Test
  void countsTheSameTimeOnce() {
    outage(0, 5_000);
    outage(1_000, 4_000);
    outage(4_000, 7_000);
    assertThat(outages.seconds()).isEqualTo(7);
  }
}
