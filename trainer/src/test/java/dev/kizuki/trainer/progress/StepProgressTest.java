package dev.kizuki.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepProgressTest {
  private final StringWriter err = new StringWriter();
  private final AtomicLong time = new AtomicLong(-5);
  private final StepProgress progress = new StepProgress(new PrintWriter(err), false, time::get);

  @AfterEach
  void close() {
    progress.close();
  }

  private void showAfter(long seconds) {
    time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    progress.show();
  }

  @Test
  void aStepOfLessThanThreeSecondsIsNotShown() {
    progress.begin("Reading", 100);
    progress.advance(30);
    showAfter(2);
    progress.begin("Comparing", 100);
    showAfter(2);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void withoutATerminalThereIsOneLineEveryTenSeconds() {
    progress.begin("Reading", 100);
    progress.advance(30);
    showAfter(4);
    progress.advance();
    showAfter(9);
    progress.remark("loss 0.5");
    showAfter(2);
    assertThat(err.toString().lines())
        .containsExactly("Reading: 30 of 100 after 4 s", "Reading: 31 of 100 after 15 s, loss 0.5");
  }

  @Test
  void theNextStepWaitsForItsLineToo() {
    progress.begin("Reading", 100);
    showAfter(4);
    progress.begin("Comparing", 7);
    showAfter(5);
    showAfter(5);
    assertThat(err.toString().lines())
        .containsExactly("Reading: 0 of 100 after 4 s", "Comparing: 0 of 7 after 10 s");
  }

  @Test
  void nothingIsShownAfterTheEnd() {
    progress.begin("Reading", 100);
    progress.close();
    showAfter(100);
    assertThat(err.toString()).isEmpty();
  }
}
