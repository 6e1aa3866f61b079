package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.bench.cluster.ClusterBench;
import dev.kizuki.embedded.bench.cluster.ClusterServers;
import dev.kizuki.embedded.bench.cluster.ClusterSize;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Gives the bench of several instances the brokers and the images of this bench. */
final class BenchCluster implements ClusterServers {
  private static final int PHOTOGRAPHS = 50;
  private static final int PHOTOGRAPH_SIDE = 256;

  private final BenchKafka kafka;
  private final BenchMqtt mqtt;

  BenchCluster(BenchKafka kafka, BenchMqtt mqtt) {
    this.kafka = kafka;
    this.mqtt = mqtt;
  }

  /**
   * Makes the bench.
   *
   * @param folder the folder for configurations, logs and states
   */
  ClusterBench bench(Path folder, BenchModel model, ClusterSize size, PrintWriter out) {
    return new ClusterBench(
        this, folder, model.service(), model.images(), photographs(model), size, out);
  }

  /** The reference model takes images of its own size only. */
  private static List<byte[]> photographs(BenchModel model) {
    int side = model.isReference() ? model.shape().width() : PHOTOGRAPH_SIDE;
    return BenchImages.textured(side, PHOTOGRAPHS).stream()
        .map(raw -> BenchImages.encoded(raw, side, "jpeg"))
        .toList();
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public URI mqtt() {
    return mqtt.uri();
  }

  @Override
  public void fill(String topic, int partitions, List<byte[]> images, long count, int devices)
      throws InterruptedException {
    kafka.fill(topic, partitions, images, count, devices);
  }

  @Override
  public void publish(List<byte[]> images, long count, double rate) throws InterruptedException {
    try (LoadGenerator load = new LoadGenerator(mqtt.access())) {
      load.publish(
          count,
          rate,
          new LoadGenerator.Source() {
            @Override
            public byte[] image(long number) {
              return images.get((int) (number % images.size()));
            }

            @Override
            public void onPublish(long number, String id) {
              // the metrics of the instances count the images
            }
          });
    }
  }
}
