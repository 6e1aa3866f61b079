package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An instance of the service as a process, with its metrics and its use of the machine. */
final class ServiceProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final int READY = 200;

  /** The processes that still run when the bench itself is stopped. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final ProcessBuilder command;
  private final Path log;
  private final int port = FreePorts.next();
  private Process process;

  /**
   * Starts an instance.
   *
   * @param folder the folder of its configuration, its state and its log
   * @param name the name of its files, and its MQTT client id
   */
  ServiceProcess(Path folder, String name, ConfigurationBuilder configuration) {
    log = folder.resolve(name + ".log");
    try {
      Path file =
          Files.writeString(
              folder.resolve(name + ".yaml"),
              configuration
                  .set("mqtt.clientId", name)
                  .stateDir(folder.resolve(name))
                  .httpPort(port)
                  .yaml());
      command =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx512m",
                  "dev.kizuki.stream.StreamApp",
                  "run",
                  "--config",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      process = launch(command);
    } catch (IOException e) {
      throw new UncheckedIOException("the instance '%s' cannot be started".formatted(name), e);
    }
  }

  private static Process launch(ProcessBuilder command) throws IOException {
    Process started = command.start();
    RUNNING.add(started);
    var unused = started.onExit().thenAccept(RUNNING::remove);
    return started;
  }

  /**
   * Waits until the instance is ready.
   *
   * @throws IllegalStateException with the end of its log, if it ends or takes too long
   */
  void awaitReady(Duration time) throws InterruptedException {
    Waiting.until(time, "readiness of an instance", this::isReady, this::lastWords);
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("an instance has ended: " + lastWords());
    }
    try {
      return get("/health/ready").statusCode() == READY;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    return HTTP.send(
        HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Returns the sum of a metric over all its labels; 0 if it does not exist yet.
   *
   * @param name the name in Prometheus, as in {@code kizuki_images_scored_total}
   */
  double metric(String name) throws InterruptedException {
    try {
      return get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new IllegalStateException("an instance gives no metrics: " + lastWords(), e);
    }
  }

  /** Returns the processor time of the process since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Returns memory, threads and open files of the process. */
  Footprint footprint() {
    return Footprint.of(process.pid());
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
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
      throw new IllegalStateException("an instance did not stop: " + lastWords());
    }
  }

  /** Starts the process again after it has ended. */
  void start() {
    try {
      process = launch(command);
    } catch (IOException e) {
      throw new UncheckedIOException("an instance cannot be started again", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
