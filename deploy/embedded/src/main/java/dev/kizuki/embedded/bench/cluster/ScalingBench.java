package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures the rate and the processor time of the instances while they score images that wait in
 * Kafka. The first images let the JIT compiler work and are not counted. The last ones are not
 * counted either, because some partitions end before others.
 */
final class ScalingBench {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final double COUNTED_FROM = 0.4;
  private static final double COUNTED_TO = 0.9;

  private final ClusterServers servers;
  private final Path folder;
  private final ConfigurationBuilder service;

  ScalingBench(ClusterServers servers, Path folder, ConfigurationBuilder service) {
    this.servers = servers;
    this.folder = folder;
    this.service = service;
  }

  /**
   * A row of the table.
   *
   * @param imagesPerSecond the rate of all instances together
   * @param cpuMicrosPerImage the processor time of all instances
   * @param residentMiB the largest resident memory of an instance, at the end
   */
  record Row(
      int partitions,
      int instances,
      int threads,
      double imagesPerSecond,
      double cpuMicrosPerImage,
      long residentMiB) {}

  /**
   * A variant to measure.
   *
   * @param topic a topic that is filled with images
   * @param images the images to score; the topic may hold more
   */
  record Variant(int partitions, int instances, int threads, String topic, long images) {}

  /** Measures a variant with a consumer group of its own. */
  Row measure(Variant variant, String group) throws InterruptedException {
    ConfigurationBuilder configuration =
        servers
            .connect(service, variant.topic())
            .set("kafka.threads", variant.threads())
            .set("cameras.limits", Map.of("troubles", List.of())); // the images are not a camera's
    try (Instances instances = new Instances(folder, group, configuration)) {
      instances.start(variant.instances());
      long from = awaitScored(instances, (long) (COUNTED_FROM * variant.images()));
      long start = System.nanoTime();
      Duration cpu = instances.cpu();
      long to = awaitScored(instances, (long) (COUNTED_TO * variant.images()));
      double seconds = (System.nanoTime() - start) / 1e9;
      Duration used = instances.cpu().minus(cpu);
      long resident =
          instances.footprints().stream().mapToLong(Footprint::residentMiB).max().orElse(0);
      instances.stop();
      return new Row(
          variant.partitions(),
          variant.instances(),
          variant.threads(),
          (to - from) / seconds,
          used.toNanos() / 1e3 / (to - from),
          resident);
    }
  }

  /** Waits until this many images are scored, and returns how many there are then. */
  private static long awaitScored(Instances instances, long images) throws InterruptedException {
    long[] scored = new long[1];
    Waiting.until(
        TIMEOUT,
        "verdicts of %d images".formatted(images),
        () -> {
          scored[0] = instances.scored();
          return scored[0] >= images;
        },
        () -> "There were %d.".formatted(scored[0]));
    return scored[0];
  }
}
