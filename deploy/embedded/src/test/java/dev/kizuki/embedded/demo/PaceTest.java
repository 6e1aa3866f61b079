package dev.kizuki.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Script SCRIPT = Script.ofTheDemo();

  private static Pace pace(long images, double rate) {
    return Pace.of(new CameraSettings(images, rate, 0, 1), SCRIPT);
  }

  @Test
  void imagesAreDueAtTheirRate() {
    assertThat(pace(500, 20).due(100)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aShortRunPlaysTheWholeScriptOnce() {
    assertThat(pace(500, 20).scriptTime(500)).isEqualTo(SCRIPT.length());
  }

  @Test
  void aLongRunPlaysTheScriptAtItsOwnSpeed() {
    assertThat(pace(1_000_000, 20).scriptTime(100)).isEqualTo(Duration.ofSeconds(5));
    assertThat(pace(Long.MAX_VALUE, 20).scriptTime(100)).isEqualTo(Duration.ofSeconds(5));
  }
}
