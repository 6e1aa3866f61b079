package dev.kizuki.embedded.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A Java process with the class path of this JVM. It ends with this JVM at the latest. */
final class ChildProcess implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int LAST_LINES = 20;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final ProcessBuilder command;
  private final Path log;
  private Process process;

  /**
   * Starts the process.
   *
   * @param heapMiB the largest heap
   * @param log the file that its output is appended to
   * @param main the main class and its arguments
   */
  ChildProcess(int heapMiB, Path log, List<String> main) {
    this.log = log;
    List<String> words = new ArrayList<>();
    words.add(program("java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx%dm".formatted(heapMiB)));
    words.addAll(main);
    command =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    process = launch();
  }

  /** Returns a program of the Java that runs this JVM. */
  private static Path program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  private Process launch() {
    try {
      Process started = command.start();
      RUNNING.add(started);
      var unused = started.onExit().thenAccept(RUNNING::remove);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started, see " + log, e);
    }
  }

  /** Starts the process again after it has ended. */
  void start() {
    process = launch();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the processor time of the process since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Returns memory, threads and open files of the process. */
  Footprint footprint() {
    return Footprint.of(process.pid());
  }

  /** Collects the garbage of the process. A Java runtime without {@code jcmd} cannot. */
  void collectGarbage() throws InterruptedException {
    Path jcmd = program("jcmd");
    if (!Files.isExecutable(jcmd)) {
      return;
    }
    try {
      new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("jcmd cannot be started", e);
    }
  }

  /** Returns the last lines of the output. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "there is no log: " + e;
    }
  }

  /** Ends the process without a warning (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops the process (SIGTERM). */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException("a process did not stop: " + lastWords());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
