package dev.kizuki.stream.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CameraLimitsTest {
  private static CameraLimits limits(
      Duration silentAfter, double darkBelow, double sharpnessFactor, int confirmPictures) {
    return new CameraLimits(
        EnumSet.allOf(Trouble.class),
        silentAfter,
        4,
        darkBelow,
        243,
        0.5,
        sharpnessFactor,
        5,
        confirmPictures,
        Duration.ofSeconds(2),
        20,
        Duration.ofMinutes(10));
  }

  @Test
  void theDefaultLooksForEverything() {
    assertThat(CameraLimits.DEFAULT).isEqualTo(limits(Duration.ofSeconds(30), 12, 0.7, 3));
    assertThat(Trouble.values()).allMatch(CameraLimits.DEFAULT::looksFor);
  }

  @Test
  void troublesCanBeTurnedOff() {
    CameraLimits d = CameraLimits.DEFAULT;
    CameraLimits off =
        new CameraLimits(
            Set.of(),
            d.silentAfter(),
            d.silentFactor(),
            d.darkBelow(),
            d.brightAbove(),
            d.brightnessFactor(),
            d.sharpnessFactor(),
            d.tolerance(),
            d.confirmPictures(),
            d.confirmAfter(),
            d.burnIn(),
            d.follow());
    assertThat(Trouble.values()).noneMatch(off::looksFor);
  }

  @Test
  void refusesValuesOutOfRangeAndNamesThem() {
    assertThatThrownBy(() -> limits(Duration.ZERO, 12, 0.7, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("silentAfter must be between 1 s and 604800 s, was 0 s");
    assertThatThrownBy(() -> limits(Duration.ofSeconds(30), 12, 1.5, 3))
        .hasMessage("sharpnessFactor must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> limits(Duration.ofSeconds(30), 12, Double.NaN, 3))
        .hasMessageStartingWith("sharpnessFactor must be");
    assertThatThrownBy(() -> limits(Duration.ofSeconds(30), 12, 0.7, 0))
        .hasMessage("confirmPictures must be between 1 and 1000, was 0");
  }

  @Test
  void refusesDarkAboveBright() {
    assertThatThrownBy(() -> limits(Duration.ofSeconds(30), 250, 0.7, 3))
        .hasMessage("darkBelow must be below brightAbove (243.0), was 250.0");
  }
}
