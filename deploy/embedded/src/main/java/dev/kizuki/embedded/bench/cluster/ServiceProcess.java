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
import java.util.stream.Stream;

/** An instance of the service as a process, with its metrics and its use of the machine. */
final class ServiceProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final int READY = 200;
  private static final int HEAP_MIB = 512;

  private final ChildProcess process;
  private final Path state;
  private final int port = FreePorts.next();

  /**
   * Starts an instance.
   *
   * @param folder the folder of its configuration, its state and its log
   * @param name the name of its files, and its MQTT client id
   */
  ServiceProcess(Path folder, String name, ConfigurationBuilder configuration) {
    state = folder.resolve(name);
    Path file = folder.resolve(name + ".yaml");
    try {
      Files.writeString(
          file, configuration.set("mqtt.clientId", name).stateDir(state).httpPort(port).yaml());
    } catch (IOException e) {
      throw new UncheckedIOException("the configuration %s cannot be written".formatted(file), e);
    }
    process =
        new ChildProcess(
            HEAP_MIB,
            folder.resolve(name + ".log"),
            List.of("dev.kizuki.stream.StreamApp", "run", "--config", file.toString()));
  }

  /**
   * Waits until the instance is ready.
   *
   * @throws IllegalStateException with the end of its log, if it ends or takes too long
   */
  void awaitReady(Duration time) throws InterruptedException {
    Waiting.until(time, "readiness of an instance", this::isReady, process::lastWords);
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("an instance has ended: " + process.lastWords());
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
    return metric(name, "");
  }

  /**
   * Returns the sum of a metric; 0 if it does not exist yet.
   *
   * @param label only series with this label, as in {@code area="heap"}
   */
  double metric(String name, String label) throws InterruptedException {
    try {
      return MetricsText.sum(get("/metrics").body(), name, label);
    } catch (IOException e) {
      throw new IllegalStateException("an instance gives no metrics: " + process.lastWords(), e);
    }
  }

  Duration cpu() {
    return process.cpu();
  }

  Footprint footprint() {
    return process.footprint();
  }

  /** Returns the heap in use after a garbage collection, in bytes. */
  long liveHeapBytes() throws InterruptedException {
    process.collectGarbage();
    return (long) metric("jvm_memory_used_bytes", "area=\"heap\"");
  }

  /** Returns the bytes of the files of the state. */
  long stateBytes() {
    try (Stream<Path> files = Files.walk(state)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // a file went while it was listed, or there is no state yet
    }
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  void stop() throws InterruptedException {
    process.stop();
  }

  /** Starts the instance again after it has ended. */
  void start() {
    process.start();
  }

  @Override
  public void close() {
    process.close();
  }
}
