package dev.kizuki.embedded.bench;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.console.Console;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.http.HttpServer;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.Resources;
import dev.kizuki.stream.metrics.ServiceMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures the console: 1,000 cameras whose status changes every second, and 10 open pages. It does
 * not matter how many images a camera sends, because a camera has at most one status a second.
 */
final class ConsoleBench {
  private static final int CAMERAS = 1000;
  private static final int VIEWERS = 10;
  private static final int WARM_UP_S = 10;
  private static final int SECONDS = 20;

  private final BenchKafka kafka;
  private final BenchModel model;
  private final PrintWriter out;
  private final AtomicLong received = new AtomicLong();
  private volatile boolean ended;

  ConsoleBench(BenchKafka kafka, BenchModel model, PrintWriter out) {
    this.kafka = kafka;
    this.model = model;
    this.out = out;
  }

  /**
   * The result.
   *
   * @param cpuShare the processor time of the console for each second, 1 is one core
   * @param bytesPerViewerAndSecond the bytes of events that a page receives, compressed
   */
  record Result(int cameras, int viewers, double cpuShare, double bytesPerViewerAndSecond) {}

  /** Measures, and prints the result. */
  Result run() throws InterruptedException {
    Configuration configuration =
        model
            .service()
            .kafka(kafka.bootstrapServers())
            .httpPort(0)
            .set("console.enabled", true)
            .build();
    try (Resources resources = new Resources();
        KafkaProducer<String, byte[]> producer = producer()) {
      Console console =
          resources.add(
              new Console(
                  configuration,
                  new KafkaSettings(configuration),
                  ServiceMetrics.register(new CompositeMeterRegistry(), configuration.metrics())
                      .console()));
      HttpServer http =
          resources.add(new HttpServer(configuration.http(), List.of(), console::addRoutes));
      console.start();
      for (int viewer = 0; viewer < VIEWERS; viewer++) {
        watch(http.port(), resources);
      }
      play(producer, WARM_UP_S);
      long bytes = received.get();
      ThreadCosts.Reading before = costs();
      play(producer, SECONDS);
      Result result =
          new Result(
              CAMERAS,
              VIEWERS,
              costs().since(before).cpuSeconds() / SECONDS,
              (received.get() - bytes) / (double) (SECONDS * VIEWERS));
      out.printf(
          "console, %d cameras, %d pages: %.3f of a core, %,.0f bytes a second for each page%n",
          result.cameras, result.viewers, result.cpuShare, result.bytesPerViewerAndSecond);
      ended = true;
      return result;
    }
  }

  private static ThreadCosts.Reading costs() {
    return ThreadCosts.read(name -> name.startsWith("console") || name.startsWith("http-"));
  }

  private KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** Writes the status of each camera every second. */
  private static void play(KafkaProducer<String, byte[]> producer, int seconds)
      throws InterruptedException {
    long begin = System.nanoTime();
    for (int second = 1; second <= seconds; second++) {
      for (int camera = 0; camera < CAMERAS; camera++) {
        DeviceStatus status = status(camera, second);
        var unused = // flush() waits for all records
            producer.send(
                new ProducerRecord<>("device-status", status.device(), IncidentJson.write(status)));
      }
      producer.flush();
      long pause = begin + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, pause));
    }
  }

  private static DeviceStatus status(int camera, int second) {
    String line = "line" + (camera / 50 + 1);
    ImageReference image =
        new ImageReference(
            "device-images",
            camera % 8,
            1000L * second + camera,
            60_000,
            "%064x".formatted(camera));
    double score = 0.3 + 0.001 * ((camera * 31 + second * 17) % 400);
    return new DeviceStatus(
        "%s-camera%d".formatted(line, camera % 50 + 1),
        line,
        Instant.now(),
        "normal",
        null,
        score,
        10 * score,
        10.0,
        0.5,
        new ModelReference("parts", "1", "%064x".formatted(1)),
        image,
        image,
        List.of(),
        List.of(),
        5L * second,
        0);
  }

  /** Opens a page's stream of events, and counts its bytes. */
  private void watch(int port, Resources resources) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/events".formatted(port)))
            .header("Accept-Encoding", "gzip")
            .build();
    Thread reader = new Thread(() -> read(client, request), "bench-viewer");
    reader.setDaemon(true);
    reader.start();
    resources.add(reader::interrupt);
  }

  private void read(HttpClient client, HttpRequest request) {
    try (InputStream events = client.send(request, BodyHandlers.ofInputStream()).body()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = events.read(buffer); n >= 0; n = events.read(buffer)) {
        received.addAndGet(n);
      }
    } catch (IOException e) {
      if (!ended) {
        out.println("a page lost its stream of events: " + e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
