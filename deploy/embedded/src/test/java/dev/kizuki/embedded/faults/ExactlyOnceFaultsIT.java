package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.ROUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the participants of Kafka's transactions; no record may be scored twice. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExactlyOnceFaultsIT {
  private static final FaultTable TABLE = new FaultTable();

  @TempDir private Path folder;

  private Plant plant;

  @BeforeEach
  void start() throws Exception {
    plant =
        new Plant(
            folder,
            folder.resolve("kafka"),
            service -> service.set("kafka.processingGuarantee", "exactly_once_v2"));
  }

  @AfterEach
  void stop() {
    if (plant != null) {
      plant.close();
    }
  }

  @AfterAll
  static void print() throws IOException {
    TABLE.write("exactly-once");
  }

  @Test
  void theServiceIsKilled() throws Exception {
    new FaultTrial(plant, "exactly once, the service: kill -9", ROUNDS)
        .run(TABLE, plant::killService);
    assertThat(plant.outcomes.duplicates().scoredTwice()).isZero();
  }

  @Test
  void kafkaIsKilled() throws Exception {
    new FaultTrial(plant, "exactly once, Kafka: kill -9, back after 3 s", ROUNDS)
        .run(TABLE, plant::killKafka);
    assertThat(plant.outcomes.duplicates().scoredTwice()).isZero();
  }
}
