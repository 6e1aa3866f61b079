package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.ROUNDS;
import static dev.kizuki.embedded.faults.Plant.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fills the disk of Kafka or of the service under load. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskFaultsIT {
  private static final FaultTable TABLE = new FaultTable();

  @TempDir private Path folder;

  private SmallDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = new SmallDisk(Files.createDirectory(folder.resolve("disk")), 128);
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  @AfterAll
  static void print() throws IOException {
    TABLE.write("disks");
  }

  @Test
  void kafkasDiskIsFull() throws Exception {
    try (Plant plant = new Plant(folder, disk.root().resolve("kafka"), service -> service)) {
      FaultTrial trial =
          new FaultTrial(
              plant,
              "Kafka's disk is full: it ends, and is started again with room",
              Math.min(ROUNDS, 5));
      trial.run(
          TABLE,
          () -> {
            disk.fill();
            await().atMost(SOON).until(() -> !plant.kafka.isAlive());
            disk.free();
            plant.startKafkaLater();
            assertThat(plant.service.isAlive()).isTrue();
          });
    }
  }

  @Test
  void theStateDirectorysDiskIsFull() throws Exception {
    try (Plant plant =
        new Plant(
            folder,
            folder.resolve("kafka"),
            service -> service.stateDir(disk.root().resolve("state")))) {
      FaultTrial trial =
          new FaultTrial(
              plant,
              "`kafka.stateDir` is on a full disk, while the service runs and while it starts again",
              Math.min(ROUNDS, 5));
      trial.run(
          TABLE,
          () -> {
            disk.fill();
            plant.awaitScored(500);
            assertThat(plant.service.terminate()).isLessThan(Duration.ofSeconds(10));
            plant.service.start();
            plant.awaitScored(100);
            disk.free();
          });
    }
  }
}
