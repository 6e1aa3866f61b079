package dev.kizuki.stream.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Sends signals to a JVM that runs {@link Program}. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class StopSignalTest {
  private static final int EXIT_CODE = 7;

  /** Waits like the service does, and says how it ends. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
      System.out.println("ready " + stop.received());
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        System.out.println("interrupted " + stop.received());
        System.exit(EXIT_CODE);
      }
    }
  }

  /** What the program printed after the signal, and its exit code. */
  private record Ending(List<String> lines, int exitCode) {}

  private static Ending endingAfter(String signal) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready false");
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
      return new Ending(output.lines().toList(), process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sigtermInterruptsTheMainThreadBeforeAnyShutdownHookRuns() throws Exception {
    assertThat(endingAfter("TERM"))
        .isEqualTo(new Ending(List.of("interrupted true", "hook"), EXIT_CODE));
  }

  @Test
  void ctrlCDoesTheSame() throws Exception {
    assertThat(endingAfter("INT"))
        .isEqualTo(new Ending(List.of("interrupted true", "hook"), EXIT_CODE));
  }
}
