package dev.kizuki.stream.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundScheduleTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private long now = Long.MAX_VALUE - 1; // System.nanoTime may overflow
  private final RoundSchedule schedule = new RoundSchedule(INTERVAL, () -> now);

  @Test
  void theFirstRoundWaitsForTheConnection() {
    assertThat(schedule.begin(false)).isFalse();
    now += INTERVAL.toNanos() * 10;
    assertThat(schedule.begin(false)).isFalse();
    assertThat(schedule.begin(true)).isTrue();
  }

  @Test
  void laterRoundsDoNotWaitForTheConnection() {
    schedule.begin(true);
    now += INTERVAL.toNanos();
    assertThat(schedule.begin(false)).isTrue();
  }

  @Test
  void aRoundBeginsOncePerInterval() {
    assertThat(schedule.begin(true)).isTrue();
    assertThat(schedule.begin(true)).isFalse();
    now += INTERVAL.toNanos() - 1;
    assertThat(schedule.begin(true)).isFalse();
    now++;
    assertThat(schedule.begin(true)).isTrue();
    assertThat(schedule.begin(true)).isFalse();
  }

  @Test
  void missedRoundsAreNotMadeUpFor() {
    schedule.begin(true);
    now += INTERVAL.toNanos() * 5;
    assertThat(schedule.begin(true)).isTrue();
    assertThat(schedule.begin(true)).isFalse();
  }
}
