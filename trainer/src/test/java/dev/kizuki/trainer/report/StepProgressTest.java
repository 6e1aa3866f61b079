package dev.kizuki.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StepProgressTest {
  private final StringWriter lines = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  private StepProgress progress() {
    return new StepProgress(new PrintWriter(lines), false, nanos::get);
  }

  /** Lets time pass; the clock shows the progress each second. */
  private void seconds(StepProgress progress, int seconds) {
    for (int i = 0; i < seconds; i++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      progress.show();
    }
  }

  @Test
  void aShortStepIsNotShown() {
    try (StepProgress progress = progress()) {
      progress.begin("Scoring", 10);
      seconds(progress, 2);
      progress.begin("Drawing", 10);
      seconds(progress, 2);
    }
    assertThat(lines.toString()).isEmpty();
  }

  @Test
  void withoutATerminalALongStepHasALineEachTenSeconds() {
    try (StepProgress progress = progress()) {
      progress.begin("Scoring", 10);
      progress.advance();
      progress.advance();
      seconds(progress, 3);
      assertThat(lines.toString()).isEqualTo("Scoring: 2 of 10 after 3 s%n".formatted());
      progress.advance();
      seconds(progress, 9);
      assertThat(lines.toString().lines()).hasSize(1);
      seconds(progress, 1);
      assertThat(lines.toString().lines()).last().isEqualTo("Scoring: 3 of 10 after 13 s");
    }
  }

  @Test
  void linesOfDifferentStepsAreTenSecondsApartToo() {
    try (StepProgress progress = progress()) {
      progress.begin("Scoring", 10);
      seconds(progress, 4);
      progress.begin("Drawing", 5);
      seconds(progress, 8);
      assertThat(lines.toString().lines()).hasSize(1);
      seconds(progress, 2);
      assertThat(lines.toString().lines())
          .hasSize(2)
          .last()
          .asString()
          .startsWith("Drawing: 0 of 5");
    }
  }

  @Test
  void nothingIsShownAfterTheEnd() {
    StepProgress progress = progress();
    progress.begin("Scoring", 10);
    progress.close();
    seconds(progress, 20);
    assertThat(lines.toString()).isEmpty();
  }
}
