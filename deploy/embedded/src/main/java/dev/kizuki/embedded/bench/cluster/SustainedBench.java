package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;

/**
 * Lets one instance score photographs that come over MQTT at a steady rate, a hundredth of a large
 * plant, and measures what an image costs.
 */
final class SustainedBench {
  /** Images a second: a hundredth of 1,000 cameras with 5 images a second each. */
  private static final double RATE = 50;

  private static final int SCALE = 100;
  private static final int PARTITIONS = 6;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int BROKER = 1;

  private final ClusterServers servers;
  private final Path folder;
  private final ConfigurationBuilder service;
  private final List<byte[]> photographs;

  SustainedBench(
      ClusterServers servers, Path folder, ConfigurationBuilder service, List<byte[]> photographs) {
    this.servers = servers;
    this.folder = folder;
    this.service = service;
    this.photographs = photographs;
  }

  /**
   * The measured values.
   *
   * @param published images that the MQTT broker accepted
   * @param scored images with a verdict; the others were rejected
   * @param anomalies images that were judged anomalous
   * @param cpuMillisPerImage processor time of the service
   * @param residentMiB resident memory of the service at the end
   * @param imageBytes the mean size of an image
   * @param diskBytesPerImage what one replica of the topic of images holds for an image
   */
  record Result(
      long published,
      long scored,
      long anomalies,
      double cpuMillisPerImage,
      long residentMiB,
      double imageBytes,
      double diskBytesPerImage) {
    /** Returns what a plant needs that has 100 times as many images. */
    Plant plant() {
      double rate = RATE * SCALE;
      return new Plant(
          rate * cpuMillisPerImage / 1e3,
          rate * diskBytesPerImage * Duration.ofDays(1).toSeconds(),
          rate * imageBytes);
    }
  }

  /**
   * The needs of a plant of 1,000 cameras with 5 images a second each.
   *
   * @param cores processors of the service if they are fully used
   * @param diskPerDay bytes of one replica of the images of a day
   * @param bytesPerSecond bytes of images in a second
   */
  record Plant(double cores, double diskPerDay, double bytesPerSecond) {}

  Result run(Duration time) throws InterruptedException {
    String topic = "sustained-images";
    servers.fillImages(topic, PARTITIONS, photographs, 0, PARTITIONS);
    ConfigurationBuilder configuration =
        servers.connect(service, topic).set("mqtt.images", "devices/{device}/images");
    try (Instances instances = new Instances(folder, "sustained", configuration)) {
      instances.start(1);
      long warmUp = Math.round(RATE * WARM_UP.toSeconds());
      servers.publish(photographs, warmUp, RATE);
      awaitOutcomes(instances, warmUp);
      long before = instances.scored();
      long anomalies = instances.anomalies();
      Duration cpu = instances.cpu();
      long images = Math.round(RATE * time.toSeconds());
      servers.publish(photographs, images, RATE);
      awaitOutcomes(instances, warmUp + images);
      double cpuMillis = instances.cpu().minus(cpu).toNanos() / 1e6 / images;
      long scored = instances.scored() - before;
      long anomalous = instances.anomalies() - anomalies;
      long resident = instances.footprints().get(0).residentMiB();
      instances.stop();
      double bytes = photographs.stream().mapToInt(each -> each.length).average().orElse(0);
      double disk = (double) diskBytes(topic) / (warmUp + images);
      return new Result(images, scored, anomalous, cpuMillis, resident, bytes, disk);
    }
  }

  private static void awaitOutcomes(Instances instances, long images) throws InterruptedException {
    Waiting.until(
        TIMEOUT,
        "outcome of %d images".formatted(images),
        () -> instances.scored() + instances.rejected() >= images,
        () -> "");
  }

  /** Returns the bytes of a topic on the disk of the broker. */
  private long diskBytes(String topic) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
      long bytes = 0;
      for (LogDirDescription folders :
          Objects.requireNonNull(
                  admin.describeLogDirs(List.of(BROKER)).allDescriptions().get().get(BROKER))
              .values()) {
        bytes +=
            folders.replicaInfos().entrySet().stream()
                .filter(each -> each.getKey().topic().equals(topic))
                .map(Map.Entry::getValue)
                .mapToLong(ReplicaInfo::size)
                .sum();
      }
      return bytes;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not tell the size of %s".formatted(topic), e);
    }
  }
}
