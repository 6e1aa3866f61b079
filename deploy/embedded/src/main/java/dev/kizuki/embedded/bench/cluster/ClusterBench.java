package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Measures several instances of the service: how they share the work, and their rebalances. */
public final class ClusterBench {
  private static final int PARTITIONS = 12;
  private static final int MAX_INSTANCES = 3;
  private static final int DEVICES = 192;

  private final ClusterServers servers;
  private final Path folder;
  private final ConfigurationBuilder service;
  private final List<byte[]> images;
  private final List<byte[]> photographs;
  private final ClusterSize size;
  private final PrintWriter out;

  /**
   * @param folder the folder for configurations, logs and states
   * @param service a configuration that names the models
   * @param images images that the model takes as they are, written in turn
   * @param photographs images as files, published in turn
   */
  public ClusterBench(
      ClusterServers servers,
      Path folder,
      ConfigurationBuilder service,
      List<byte[]> images,
      List<byte[]> photographs,
      ClusterSize size,
      PrintWriter out) {
    this.servers = servers;
    this.folder = folder;
    this.service = service;
    this.images = images;
    this.photographs = photographs;
    this.size = size;
    this.out = out;
  }

  /**
   * The results. A part that was not selected is empty.
   *
   * @param sustained null if it was not selected
   */
  public record Result(
      List<ScalingBench.Row> scaling,
      List<RebalanceBench.Row> rebalances,
      SustainedBench.@Nullable Result sustained) {}

  /**
   * Measures, and prints tables in Markdown.
   *
   * @param only a pattern for the names of the parts: scaling, rebalance, sustained
   */
  public Result run(Pattern only) throws InterruptedException {
    return new Result(
        only.matcher("scaling").matches() ? scaling() : List.of(),
        only.matcher("rebalance").matches() ? rebalances() : List.of(),
        only.matcher("sustained").matches() ? sustained() : null);
  }

  /**
   * Sends images through three brokers and three instances, which are restarted in turn, and prints
   * a table.
   *
   * @param model the file of the model
   */
  public List<SoakBench.Sample> soak(Path model, long count) throws InterruptedException {
    return new SoakBench(servers, folder, model, images, out).run(count);
  }

  private List<ScalingBench.Row> scaling() throws InterruptedException {
    out.println(
        "| partitions | instances | threads each | images/s | CPU, us per image | ratio to the first"
            + " row | resident, MiB |");
    out.println("|---|---|---|---|---|---|---|");
    ScalingBench bench = new ScalingBench(servers, folder, service);
    List<ScalingBench.Row> rows = new ArrayList<>();
    for (ScalingBench.Variant variant : variants()) {
      ScalingBench.Row row = bench.measure(variant, "scaling-" + rows.size());
      rows.add(row);
      out.printf(
          "| %d | %d | %d | %,.0f | %.1f | %.2f | %d |%n",
          row.partitions(),
          row.instances(),
          row.threads(),
          row.imagesPerSecond(),
          row.cpuMicrosPerImage(),
          row.cpuMicrosPerImage() / rows.get(0).cpuMicrosPerImage(),
          row.residentMiB());
      out.flush();
    }
    return rows;
  }

  private List<RebalanceBench.Row> rebalances() throws InterruptedException {
    out.println(
        "| members | calm, ms | a third joins | it restarts | it stops | the second is killed |");
    out.println("|---|---|---|---|---|---|");
    RebalanceBench bench = new RebalanceBench(servers, folder, service, images);
    List<RebalanceBench.Row> rows = new ArrayList<>();
    for (Membership membership : Membership.values()) {
      RebalanceBench.Row row = bench.measure(membership);
      rows.add(row);
      out.printf(
          "| %s | %d | %d | %d | %d | %d |%n",
          row.members(), row.steady(), row.joins(), row.restarts(), row.stops(), row.dies());
      out.flush();
    }
    return rows;
  }

  private SustainedBench.Result sustained() throws InterruptedException {
    SustainedBench.Result result =
        new SustainedBench(servers, folder, service, photographs).run(size.sustained());
    SustainedBench.Plant plant = result.plant();
    out.printf(
        "sustained: %d images of %,.0f bytes published, %d scored, %d anomalous; CPU %.2f ms an"
            + " image, resident %d MiB, Kafka's disk %,.0f bytes an image%n"
            + "a plant of 1,000 cameras with 5 images a second: %.1f cores, %.1f TB a day on each"
            + " replica, %.0f MB/s of images%n",
        result.published(),
        result.imageBytes(),
        result.scored(),
        result.anomalies(),
        result.cpuMillisPerImage(),
        result.residentMiB(),
        result.diskBytesPerImage(),
        plant.cores(),
        plant.diskPerDay() / 1e12,
        plant.bytesPerSecond() / 1e6);
    out.flush();
    return result;
  }

  private List<ScalingBench.Variant> variants() throws InterruptedException {
    List<ScalingBench.Variant> variants = new ArrayList<>();
    String topic = fill(PARTITIONS, MAX_INSTANCES * size.images());
    for (int threads = 1; threads <= 2; threads++) {
      for (int instances = 1; instances <= MAX_INSTANCES; instances++) {
        variants.add(
            new ScalingBench.Variant(
                PARTITIONS, instances, threads, topic, instances * size.images()));
      }
    }
    for (int partitions : new int[] {1, 6, 24, 96}) {
      variants.add(
          new ScalingBench.Variant(
              partitions, 1, 1, fill(partitions, size.images()), size.images()));
    }
    return variants;
  }

  private String fill(int partitions, long images) throws InterruptedException {
    String topic = "cluster-%d-partitions".formatted(partitions);
    servers.fillImages(topic, partitions, this.images, images, DEVICES);
    return topic;
  }
}
