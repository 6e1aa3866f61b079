package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Measures for how long a device gets no verdict when an instance joins, leaves or dies, with each
 * kind of membership.
 */
final class RebalanceBench {
  private static final int PARTITIONS = 12;
  private static final double RATE = 600;
  private static final Duration CALM = Duration.ofSeconds(12);

  private final ClusterServers servers;
  private final Path folder;
  private final ConfigurationBuilder service;
  private final List<byte[]> images;

  RebalanceBench(
      ClusterServers servers, Path folder, ConfigurationBuilder service, List<byte[]> images) {
    this.servers = servers;
    this.folder = folder;
    this.service = service;
    this.images = images;
  }

  /**
   * The longest time without a verdict, in milliseconds, of any device.
   *
   * @param members how the instances are members of the consumer group
   * @param steady while nothing happens
   * @param joins while a third instance joins
   * @param restarts while the third instance is stopped with SIGTERM and started again
   * @param stops while the third instance is stopped for good
   * @param dies while the second of two instances is killed
   */
  record Row(String members, long steady, long joins, long restarts, long stops, long dies) {}

  /** Measures one kind of membership, in about two minutes. */
  Row measure(Membership membership) throws InterruptedException {
    return measure(membership, "rebalance-" + membership.name().toLowerCase(Locale.ROOT));
  }

  private Row measure(Membership membership, String group) throws InterruptedException {
    String topic = group + "-images";
    String scores = group + "-scores";
    servers.fillImages(topic, PARTITIONS, images, PARTITIONS, PARTITIONS);
    servers.fill(scores, PARTITIONS, images, 0, PARTITIONS);
    ConfigurationBuilder configuration =
        servers.connect(service, topic).set("topics.scores", scores).set("kafka.threads", 1);
    try (Instances instances = new Instances(folder, group, configuration, membership);
        SteadyImages steady =
            new SteadyImages(servers.bootstrapServers(), topic, PARTITIONS, images, RATE);
        VerdictGaps gaps = new VerdictGaps(servers.bootstrapServers(), scores, PARTITIONS)) {
      instances.start(2);
      steady.start();
      gaps.start();
      Thread.sleep(CALM.toMillis());
      gaps.longestMs();
      Thread.sleep(CALM.toMillis());
      long calm = gaps.longestMs();
      instances.start(1);
      Thread.sleep(CALM.toMillis());
      long joins = gaps.longestMs();
      instances.restartLast();
      Thread.sleep(CALM.toMillis());
      long restarts = gaps.longestMs();
      instances.removeLast().stop();
      Thread.sleep(2 * CALM.toMillis());
      long stops = gaps.longestMs();
      instances.removeLast().kill();
      Thread.sleep(2 * CALM.toMillis());
      long dies = gaps.longestMs();
      instances.stop();
      return new Row(membership.title(), calm, joins, restarts, stops, dies);
    }
  }
}
