package dev.kizuki.embedded.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FootprintTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void readsWhatThisProcessHolds() {
    Footprint footprint = Footprint.of(ProcessHandle.current().pid());
    assertThat(footprint.residentMiB()).isBetween(10L, 100_000L);
    assertThat(footprint.threads()).isGreaterThanOrEqualTo(Thread.activeCount());
    assertThat(footprint.files()).isPositive();
  }

  @Test
  void isZeroForAProcessThatIsNotThere() {
    assertThat(Footprint.of(Long.MAX_VALUE)).isEqualTo(new Footprint(0, 0, 0));
  }
}
