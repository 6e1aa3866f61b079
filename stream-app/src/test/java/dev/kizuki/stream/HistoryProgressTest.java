package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HistoryProgressTest {
  private final AtomicLong seconds = new AtomicLong();
  private final StringWriter output = new StringWriter();
  private final HistoryProgress progress =
      new HistoryProgress(
          new PrintWriter(output),
          /* terminal= */ false,
          () -> TimeUnit.SECONDS.toNanos(seconds.get()));

  private void read(long read, long second) {
    seconds.set(second);
    progress.read(read, 100);
  }

  @Test
  void aShortReplayShowsNothing() {
    read(50, 2);
    read(100, 60);
    assertThat(output).hasToString("");
  }

  @Test
  void aLongReplayShowsALineEveryTenSeconds() {
    read(10, 4);
    read(20, 6);
    read(50, 14);
    assertThat(output.toString().lines())
        .containsExactly("read 10 of 100 records after 4 s", "read 50 of 100 records after 14 s");
  }
}
