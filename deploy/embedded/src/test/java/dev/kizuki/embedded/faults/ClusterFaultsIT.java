package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.ROUNDS;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks brokers of a Kafka cluster and instances of the service under load. The same cluster runs
 * through all tests, and is whole again before each.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterFaultsIT {
  private static final FaultTable TABLE = FaultTable.ofCluster();
  private static final String IMAGES = "device-images";

  @TempDir private static Path folder;

  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(folder);
  }

  @BeforeEach
  void awaitWhole() {
    cluster.awaitWhole();
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
      TABLE.write("cluster");
    }
  }

  private static TrialResult survives(String what, int rounds, Fault fault) throws Exception {
    return new FaultTrial(cluster, what, rounds).run(TABLE, fault);
  }

  /** Kills a broker, and starts it again when images are scored without it. */
  private static void kill(int broker) throws Exception {
    cluster.brokers.get(broker).kill();
    cluster.kafka.awaitLeadsNothing(broker);
    cluster.awaitScored(100);
    cluster.brokers.get(broker).start();
    cluster.kafka.awaitAll(Cluster.SIZE);
  }

  @Test
  void eachBrokerIsKilled() throws Exception {
    int first = cluster.kafka.leaderOf(IMAGES);
    for (int i = 0; i < Cluster.SIZE; i++) {
      int broker = (first + i) % Cluster.SIZE;
      survives(
          i == 0
              ? "the broker that leads most partitions of images: kill -9, back when others lead"
              : "the %s broker: kill -9, back when others lead"
                  .formatted(i == 1 ? "second" : "third"),
          ROUNDS,
          () -> kill(broker));
    }
  }
}
