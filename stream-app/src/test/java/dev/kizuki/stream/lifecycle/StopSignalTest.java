package dev.kizuki.stream.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Sends signals to a JVM that runs {@link Program}. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class StopSignalTest {
  private static final int EXIT_CODE = 7;
  private static final long SIGINT = 1L << 1;
  private static final Duration LONGEST = Duration.ofSeconds(50);

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
    // a program that does not end must not hang the build
    CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
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

  /**
   * Whether this process, and so each process that it starts, ignores SIGINT. A shell that runs a
   * script starts its background jobs so.
   */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).trim())
            .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT) != 0);
  }

  @Test
  void ctrlCDoesTheSame() throws Exception {
    assumeFalse(ignoresInterrupts(), "this process was started with SIGINT ignored");
    assertThat(endingAfter("INT"))
        .isEqualTo(new Ending(List.of("interrupted true", "hook"), EXIT_CODE));
  }
}
