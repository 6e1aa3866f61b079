package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.ModelVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends images over MQTT through three instances and three brokers, while brokers and instances are
 * restarted and models are swapped. Measures the instance that is never restarted.
 */
final class SoakBench {
  /** Images a second. */
  private static final double RATE = 5000;

  private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(90);
  private static final Duration DRAIN = Duration.ofMinutes(5);
  private static final int INSTANCES = 3;
  private static final int PARTITIONS = 6;

  private final ClusterServers servers;
  private final Path folder;
  private final Path model;
  private final List<byte[]> images;
  private final PrintWriter out;

  SoakBench(ClusterServers servers, Path folder, Path model, List<byte[]> images, PrintWriter out) {
    this.servers = servers;
    this.folder = folder;
    this.model = model;
    this.images = images;
    this.out = out;
  }

  /**
   * The first instance after an event.
   *
   * @param event what was done
   * @param seconds since the first image
   * @param scored images that all instances have scored since their last start
   * @param heapMiB the heap in use after a garbage collection
   * @param footprint memory, threads and files
   * @param stateMiB the files of Kafka Streams
   */
  record Sample(
      String event, long seconds, long scored, long heapMiB, Footprint footprint, long stateMiB) {}

  /** Something that happens to the cluster. */
  private interface Event {
    void run() throws InterruptedException;
  }

  List<Sample> run(long count) throws InterruptedException {
    Path served = folder.resolve("soak.onnx");
    swap(served, false);
    ConfigurationBuilder service =
        servers
            .connect(new ConfigurationBuilder().model(served), "soak-images")
            .set("mqtt.images", "devices/{device}/images")
            .set("mqtt.sharedGroup", "soak")
            .set("kafka.partitions", PARTITIONS)
            .set("kafka.replicationFactor", BrokerCluster.SIZE);
    out.println(
        "| s | event | scored | heap, MiB | resident, MiB | threads | files | state, MiB |");
    out.println("|---|---|---|---|---|---|---|---|");
    try (BrokerCluster brokers = new BrokerCluster(folder);
        Instances instances =
            new Instances(folder, "soak", service.kafka(brokers.bootstrapServers()))) {
      instances.start(INSTANCES);
      return soak(brokers, instances, served, count);
    }
  }

  private List<Sample> soak(BrokerCluster brokers, Instances instances, Path served, long count)
      throws InterruptedException {
    long start = System.nanoTime();
    CompletableFuture<Void> published =
        CompletableFuture.runAsync(() -> publish(count), task -> new Thread(task).start());
    List<Sample> samples = new ArrayList<>();
    samples.add(sample("start", start, instances));
    for (int round = 0; !ends(published); round++) {
      int number = round;
      String event;
      Event action;
      switch (round % 4) {
        case 0 -> {
          event = "an instance is restarted";
          action = instances::restartLast;
        }
        case 1 -> {
          event = "another model";
          action = () -> swap(served, number % 8 == 1);
        }
        case 2 -> {
          event = "broker %d is restarted".formatted(number / 4 % BrokerCluster.SIZE + 1);
          action = () -> brokers.restart(number / 4 % BrokerCluster.SIZE);
        }
        default -> {
          event = "an instance is killed and started";
          action = instances::killLast;
        }
      }
      action.run();
      samples.add(sample(event, start, instances));
    }
    published.join();
    Waiting.until(DRAIN, "end of the images that wait", instances::haveScoredAll, () -> "");
    samples.add(sample("all images are scored", start, instances));
    return samples;
  }

  /** Waits until the next event is due, and returns whether the images end before. */
  private static boolean ends(CompletableFuture<Void> published) throws InterruptedException {
    long end = System.nanoTime() + BETWEEN_EVENTS.toNanos();
    while (System.nanoTime() < end && !published.isDone()) {
      TimeUnit.SECONDS.sleep(1);
    }
    return published.isDone();
  }

  private void publish(long count) {
    try {
      servers.publish(images, count, RATE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the images were interrupted", e);
    }
  }

  private Sample sample(String event, long start, Instances instances) throws InterruptedException {
    ServiceProcess first = instances.first();
    Sample sample =
        new Sample(
            event,
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
            instances.scored(),
            first.liveHeapBytes() >> 20,
            first.footprint(),
            first.stateBytes() >> 20);
    out.printf(
        "| %d | %s | %,d | %d | %d | %d | %d | %d |%n",
        sample.seconds,
        sample.event,
        sample.scored,
        sample.heapMiB,
        sample.footprint.residentMiB(),
        sample.footprint.threads(),
        sample.footprint.files(),
        sample.stateMiB);
    out.flush();
    return sample;
  }

  /** Replaces the model by another file with the same network. */
  private void swap(Path served, boolean other) {
    try {
      byte[] bytes = Files.readAllBytes(model);
      Path next = Files.write(folder.resolve("next.onnx"), other ? ModelVariant.of(bytes) : bytes);
      Files.move(next, served, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the model cannot be replaced", e);
    }
  }
}
