package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that can be killed, terminated, frozen and started again. */
final class Server implements Part {
  /** All live processes, to kill when the tests end. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final List<String> command;
  private final Path log;
  private Process process;
  private @Nullable Footprint busiest;

  /**
   * Starts the process.
   *
   * @param log the file that its output is appended to
   */
  Server(List<String> command, Path log) {
    this.command = List.copyOf(command);
    this.log = log;
    this.process = launch();
  }

  private Process launch() {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process started = builder.start();
      RUNNING.add(started);
      var unused = started.onExit().thenAccept(RUNNING::remove);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    process = launch();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the process (SIGKILL) and waits until it has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * Terminates the process (SIGTERM).
   *
   * @return how long it took to end; it must end within 30 seconds
   */
  Duration terminate() throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  int exitValue() {
    return process.exitValue();
  }

  /**
   * Stops the process for a while (SIGSTOP, SIGCONT). Its peers see a host that does not answer.
   */
  void freeze(Duration time) throws InterruptedException {
    signal("STOP");
    try {
      Thread.sleep(time.toMillis());
    } finally {
      signal("CONT");
    }
  }

  private void signal(String name) throws InterruptedException {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      assertThat(status).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Threads and resident memory of a process; none and zero if the system does not report them.
   *
   * @param threads the names of the threads, cut to 15 characters by Linux, by their identifiers
   */
  record Footprint(long pid, Map<String, String> threads, int residentMiB) {
    /** Returns whether both are known and of the same process, so that they can be compared. */
    boolean isOfSameProcess(Footprint before) {
      return before.pid == pid && !before.threads.isEmpty();
    }

    /** Returns the names of the threads that the process started since. */
    List<String> threadsSince(Footprint before) {
      return threads.entrySet().stream()
          .filter(thread -> !before.threads.containsKey(thread.getKey()))
          .map(Map.Entry::getValue)
          .sorted()
          .toList();
    }
  }

  /**
   * Returns the footprint with the most threads that the process had before a fault. Pools of
   * threads shrink while a connection is refused, and reach their usual size again afterwards.
   *
   * @param now the present footprint; one of another process is forgotten
   */
  Footprint busiestOf(Footprint now) {
    Footprint before = busiest;
    if (before == null
        || !now.isOfSameProcess(before)
        || now.threads().size() > before.threads().size()) {
      before = now;
    }
    busiest = before;
    return before;
  }

  Footprint footprint() {
    Path status = Path.of("/proc/%d/status".formatted(process.pid()));
    if (!Files.isReadable(status)) {
      return new Footprint(process.pid(), Map.of(), 0);
    }
    try {
      List<String> lines = Files.readAllLines(status);
      return new Footprint(process.pid(), threads(), number(lines, "VmRSS:") / 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> threads() throws IOException {
    Map<String, String> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/%d/task".formatted(process.pid())))) {
      for (Path task : tasks) {
        try {
          threads.put(
              task.getFileName().toString(), Files.readString(task.resolve("comm")).strip());
        } catch (IOException e) {
          // The thread has ended since the folder was listed.
        }
      }
    }
    return threads;
  }

  private static int number(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
