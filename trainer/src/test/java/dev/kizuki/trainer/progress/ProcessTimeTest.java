package dev.kizuki.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTimeTest {
  @Test
  void countsWorkOfAllThreads() throws InterruptedException {
    ProcessTime time = new ProcessTime();
    Thread worker =
        new Thread(
            () -> {
              while (time.cpuSeconds() < 0.1) {
                Thread.onSpinWait();
              }
            });
    worker.start();
    worker.join();
    assertThat(time.cpuSeconds()).isGreaterThanOrEqualTo(0.1);
    assertThat(time.seconds()).isPositive();
    assertThat(time.toString()).matches("[0-9]+ s, and [0-9]+ s of CPU time");
  }
}
