package dev.kizuki.embedded.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SustainedBenchTest {
  @Test
  void calculatesWhatAThousandCamerasWithFiveImagesASecondNeed() {
    SustainedBench.Plant plant =
        new SustainedBench.Result(15_000, 15_000, 0, 10, 400, 20_000, 20_100).plant();
    assertThat(plant.cores()).isEqualTo(50, within(1e-9));
    assertThat(plant.bytesPerSecond()).isEqualTo(100e6, within(1e-3));
    assertThat(plant.diskPerDay()).isEqualTo(5_000 * 20_100.0 * 86_400, within(1.0));
  }
}
