package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PictureSamplerTest {
  private long now = -5;
  private final PictureSampler sampler = new PictureSampler(Duration.ofSeconds(1), () -> now);

  private boolean takesAfter(Duration passed, String device) {
    now += passed.toNanos();
    sampler.tick();
    return sampler.takes(device);
  }

  @Test
  void takesOneImageOfADeviceInEachInterval() {
    assertThat(takesAfter(Duration.ZERO, "a")).isTrue();
    assertThat(takesAfter(Duration.ZERO, "a")).isFalse();
    assertThat(takesAfter(Duration.ofMillis(999), "a")).isFalse();
    assertThat(takesAfter(Duration.ofMillis(1), "a")).isTrue();
    assertThat(takesAfter(Duration.ofMillis(500), "a")).isFalse();
    assertThat(takesAfter(Duration.ofMillis(500), "a")).isTrue();
  }

  @Test
  void devicesDoNotShareAnInterval() {
    assertThat(takesAfter(Duration.ZERO, "a")).isTrue();
    assertThat(takesAfter(Duration.ZERO, "b")).isTrue();
  }

  @Test
  void forgetsDevicesThatSendNothing() {
    takesAfter(Duration.ZERO, "gone");
    for (int minute = 0; minute < 6; minute++) {
      takesAfter(Duration.ofMinutes(1), "here");
    }
    assertThat(sampler.size()).isEqualTo(1);
    assertThat(takesAfter(Duration.ZERO, "here")).isFalse();
  }

  @Test
  void takesNoFurtherDevicesAboveItsBound() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(takesAfter(Duration.ZERO, "camera" + i)).isTrue();
    }
    assertThat(takesAfter(Duration.ZERO, "another")).isFalse();
    assertThat(sampler.size()).isEqualTo(100_000);
    assertThat(takesAfter(Duration.ofSeconds(1), "camera7")).isTrue();
  }
}
