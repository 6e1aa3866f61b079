package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.ROUNDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.doctor.Doctor;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.doctor.Finding.Level;
import dev.kizuki.stream.growth.PartitionGrowth;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks brokers of a Kafka cluster and instances of the service under load. The same cluster runs
 * through all tests, and is whole again before each.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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
    TrialResult result = new FaultTrial(cluster, what, rounds).run(TABLE, fault);
    int repeated = result.duplicates().scoredTwice() + result.duplicates().deliveredTwice();
    assertThat(repeated).as("repeated").isLessThan(result.images());
    assertThat(result.gap()).as("gap of a device").isLessThan(Duration.ofMinutes(2));
    return result;
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

  @Test
  void aBrokersDiskIsLost() throws Exception {
    survives(
        "the broker that leads most partitions of images: kill -9, its disk is lost, and is rebuilt",
        Math.min(ROUNDS, 5),
        () -> {
          int broker = cluster.kafka.leaderOf(IMAGES);
          cluster.brokers.get(broker).kill();
          cluster.loseDisk(broker);
          cluster.kafka.awaitLeadsNothing(broker);
          cluster.brokers.get(broker).start();
          cluster.kafka.awaitAll(Cluster.SIZE);
        });
  }

  @Test
  void brokersAreRestartedInTurn() throws Exception {
    survives(
        "each broker in turn: SIGTERM and back, the next when all replicas are in sync",
        Math.min(ROUNDS, 5),
        () -> {
          for (Server broker : cluster.brokers) {
            broker.terminate();
            broker.start();
            cluster.kafka.awaitAll(Cluster.SIZE);
          }
        });
  }

  @Test
  void aLeaderHangs() throws Exception {
    Duration time = Duration.ofSeconds(ROUNDS == 1 ? 20 : 60);
    survives(
        "the broker that leads most partitions of images: frozen for %d s"
            .formatted(time.toSeconds()),
        Math.min(ROUNDS, 5),
        () -> {
          cluster.brokers.get(cluster.kafka.leaderOf(IMAGES)).freeze(time);
          cluster.kafka.awaitAll(Cluster.SIZE);
        });
  }

  @Test
  void instancesAreRestartedInTurn() throws Exception {
    survives(
        "each instance in turn: SIGTERM and back, the next when it is ready",
        Math.min(ROUNDS, 5),
        () -> {
          for (int i = 0; i < Cluster.SIZE; i++) {
            cluster.instances.get(i).terminate();
            assertThat(cluster.instances.get(i).exitValue()).isZero();
            cluster.instances.get(i).start();
            cluster.awaitReady(i);
          }
        });
  }

  @Test
  void anInstanceIsKilledInARebalance() throws Exception {
    survives(
        "an instance: kill -9 while another one, which was killed, joins again",
        ROUNDS,
        () -> {
          Server joins = cluster.instances.get(1);
          joins.kill();
          joins.start();
          long rebalances = rebalances(joins);
          await().atMost(Plant.SOON).until(() -> rebalances(joins) > rebalances);
          cluster.instances.get(2).kill();
          cluster.instances.get(2).start();
          cluster.awaitReady(1);
          cluster.awaitReady(2);
        });
  }

  private static long rebalances(Server instance) {
    return instance.log().lines().filter(line -> line.contains("REBALANCING")).count();
  }

  /** The last test, because the instances keep the setting. */
  @Test
  @Order(Integer.MAX_VALUE)
  void theCoordinatorOfTransactionsIsKilled() throws Exception {
    cluster.processWith("exactly_once_v2");
    TrialResult coordinator =
        survives(
            "exactly once, the broker that coordinates most transactions: kill -9, back when"
                + " others lead",
            ROUNDS,
            () -> kill(cluster.kafka.leaderOf("__transaction_state")));
    assertThat(coordinator.duplicates().scoredTwice()).as("scored twice").isZero();
    TrialResult instance =
        survives(
            "exactly once, an instance: kill -9",
            ROUNDS,
            () -> {
              cluster.instances.get(1).kill();
              cluster.instances.get(1).start();
              cluster.awaitReady(1);
            });
    assertThat(instance.duplicates().scoredTwice()).as("scored twice").isZero();
  }

  @Test
  void theDoctorTellsWhetherTheClusterIsWhole() throws Exception {
    assertThat(doctor())
        .noneMatch(finding -> finding.subject().equals("group") && finding.level() == Level.FAILURE)
        .filteredOn(finding -> finding.subject().equals("replication"))
        .extracting(Finding::level)
        .containsExactly(Level.OK);
    Server broker = cluster.brokers.get(0);
    broker.kill();
    cluster.kafka.awaitLeadsNothing(0);
    List<Finding> findings = doctor();
    broker.start();
    assertThat(findings)
        .filteredOn(finding -> finding.subject().equals("replication"))
        .extracting(Finding::text)
        .anySatisfy(text -> assertThat(text).contains("in sync", IMAGES, "__consumer_offsets"));
  }

  private static List<Finding> doctor() throws InterruptedException {
    return new Doctor(cluster.configuration(0).build(), new PahoPort()).examine();
  }

  /** The instances end, and say what to do. Then it is done as the documentation says. */
  @Test
  void partitionsAreAdded() throws Exception {
    List<String> topics = List.of(IMAGES, "operator-actions");
    Configuration configuration = cluster.configuration(0).build();
    PartitionGrowth growth = new PartitionGrowth(configuration, new KafkaSettings(configuration));
    try (IncidentHistory history = new IncidentHistory(cluster.bootstrapServers())) {
      survives(
          "partitions: twice as many, with all instances stopped and no images waiting",
          1,
          () -> {
            Map<String, String> before = open(history);
            assertThat(before).isNotEmpty();
            cluster.stopInstances();
            cluster.drain(topics);
            PartitionGrowth.Result result = growth.grow(2 * Cluster.PARTITIONS, false);
            assertThat(result.moved()).isPositive();
            cluster.startInstances();
            cluster.awaitScored(100);
            assertThat(open(history)).as("incidents").containsAllEntriesOf(before);
          });
      cluster.kafka.grow(topics, 3 * Cluster.PARTITIONS);
      for (Server instance : cluster.instances) {
        await().atMost(Plant.SOON).until(() -> !instance.isAlive());
        assertThat(instance.exitValue()).isPositive();
        assertThat(instance.log()).contains("run 'kizuki partitions'");
      }
      assertThat(growth.grow(0, true).partitions()).isEqualTo(3 * Cluster.PARTITIONS);
      cluster.startInstances();
    }
  }

  /** Returns the active incident of each device that sends images now. */
  private static Map<String, String> open(IncidentHistory history) {
    return history.anomaliesOf(cluster.outcomes().devices()).stream()
        .filter(Incident::active)
        .collect(Collectors.toMap(Incident::device, Incident::id));
  }
}
