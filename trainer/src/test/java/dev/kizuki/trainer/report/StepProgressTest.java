package dev.kizuki.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepProgressTest {
  private final StringWriter err = new StringWriter();
  private long nanos;

  private void run(int images, Duration each) {
    try (StepProgress progress =
        new StepProgress("Fitting", images, new PrintWriter(err), false, () -> nanos)) {
      for (int i = 0; i < images; i++) {
        nanos += each.toNanos();
        progress.image();
      }
    }
  }

  @Test
  void aShortStepPrintsNothing() {
    run(20, Duration.ofMillis(149));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aLongStepPrintsALineAfterThreeSecondsAndEveryTenSeconds() {
    run(20, Duration.ofSeconds(1));
    assertThat(err.toString().lines())
        .containsExactly(
            "Fitting: 3 of 20 images, about 17 s left", "Fitting: 13 of 20 images, about 7 s left");
  }
}
