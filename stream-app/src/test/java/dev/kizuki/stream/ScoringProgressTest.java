package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScoringProgressTest {
  private final StringWriter err = new StringWriter();
  private final AtomicLong time = new AtomicLong(-5);
  private final ScoringProgress progress =
      new ScoringProgress(new PrintWriter(err), 1000, time::get);

  private void showAfter(long seconds, int done) {
    time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    progress.show(done);
  }

  @Test
  void isSilentForThreeSeconds() {
    showAfter(2, 64);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void showsALineEveryTenSeconds() {
    showAfter(4, 100);
    showAfter(9, 300);
    showAfter(2, 500);
    assertThat(err.toString().lines())
        .containsExactly(
            "scored 100 of 1000 files, about 36 s left",
            "scored 500 of 1000 files, about 15 s left");
  }

  @Test
  void isSilentAtTheEnd() {
    showAfter(100, 1000);
    assertThat(err.toString()).isEmpty();
  }
}
