package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.DEVICES;
import static dev.kizuki.embedded.faults.Plant.ROUNDS;
import static dev.kizuki.embedded.faults.Plant.SOON;
import static dev.kizuki.embedded.faults.ServiceInstance.awaitReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.FreePorts;
import dev.kizuki.embedded.servers.ModelVariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks one process after the other under load. Every image that the MQTT broker accepted must be
 * scored or rejected. Each fault strikes once; {@code -Pfaults} repeats it as often as the figures
 * in GUARANTEES.md say.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsIT {
  private static final FaultTable TABLE = new FaultTable();

  @TempDir private Path folder;

  private Plant plant;

  @BeforeEach
  void start() throws Exception {
    plant = new Plant(folder);
  }

  @AfterEach
  void stop() throws Exception {
    if (plant != null) {
      plant.close();
    }
  }

  @AfterAll
  static void print() throws IOException {
    TABLE.write("processes");
  }

  private void survives(String what, int rounds, Fault fault) throws Exception {
    new FaultTrial(plant, what, rounds).run(TABLE, fault);
  }

  @Test
  void theServiceIsKilled() throws Exception {
    survives("the service: kill -9", ROUNDS, plant::killService);
  }

  @Test
  void theServiceIsTerminated() throws Exception {
    survives(
        "the service: SIGTERM",
        ROUNDS == 1 ? 2 : 50,
        () -> {
          assertThat(plant.service.terminate()).isLessThan(Duration.ofSeconds(10));
          assertThat(plant.service.exitValue()).isZero();
          plant.service.start();
          awaitReady(plant.httpPort);
        });
  }

  @Test
  void kafkaIsKilled() throws Exception {
    survives("Kafka: kill -9, back after 3 s", ROUNDS, plant::killKafka);
  }

  @Test
  void kafkaHangs() throws Exception {
    survives(
        "Kafka: frozen for 15 s",
        Math.min(ROUNDS, 5),
        () -> plant.kafka.freeze(Duration.ofSeconds(15)));
  }

  @Test
  void mosquittoIsRestarted() throws Exception {
    survives(
        "mosquitto: SIGTERM and back",
        ROUNDS,
        () -> {
          plant.mosquitto.terminate();
          plant.mosquitto.start();
        });
  }

  @Test
  void mosquittoIsKilled() throws Exception {
    FaultTrial trial =
        new FaultTrial(
            plant,
            "mosquitto: kill -9 and back; it saves each second, and may forget that",
            ROUNDS,
            Duration.ofSeconds(2 * Mosquitto.AUTOSAVE_SECONDS));
    trial.run(
        TABLE,
        () -> {
          plant.awaitScored(500);
          plant.mosquitto.kill();
          plant.mosquitto.start();
        });
  }

  @Test
  void mosquittoHangs() throws Exception {
    survives(
        "mosquitto: frozen for 15 s",
        Math.min(ROUNDS, 5),
        () -> plant.mosquitto.freeze(Duration.ofSeconds(15)));
  }

  @Test
  void theServiceHangsBeyondItsPollInterval() throws Exception {
    survives(
        "the service: frozen for 12 s, beyond max.poll.interval.ms (8 s)",
        Math.min(ROUNDS, 5),
        () -> plant.service.freeze(Duration.ofSeconds(12)));
  }

  @Test
  void aSecondInstanceJoinsAndLeaves() throws Exception {
    int otherPort = FreePorts.next();
    // it subscribes to a topic without images, so that MQTT delivers each image once
    ConfigurationBuilder other =
        plant
            .configuration("2", otherPort)
            .set("mqtt.images", "nowhere/{device}/images")
            .set("mqtt.anomalies", "");
    survives(
        "a second instance joins, and is killed",
        ROUNDS,
        () -> {
          try (Server second = ServiceInstance.start(folder, "second", other)) {
            awaitReady(otherPort);
            plant.awaitScored(200);
            assertThat(second.isAlive()).isTrue();
          }
        });
  }

  @Test
  void clocksAreWrong() throws Exception {
    try (Devices ahead = plant.devices(1, Duration.ofHours(2));
        Devices behind = plant.devices(1, Duration.ofHours(-2))) {
      survives(
          "devices' clocks two hours ahead and behind",
          1,
          () -> await().atMost(SOON).until(() -> ahead.accepted() > 50 && behind.accepted() > 50));
      plant.awaitOutcomes(ahead.stop());
      plant.awaitOutcomes(behind.stop());
    }
  }

  @Test
  void manyMoreDevicesComeForAWhile() throws Exception {
    int images = ROUNDS == 1 ? 10_000 : 60_000;
    try (Devices burst = plant.devices(9 * DEVICES, Duration.ZERO)) {
      survives(
          "ten times as many devices, for %d images more".formatted(images),
          1,
          () -> await().atMost(Duration.ofMinutes(5)).until(() -> burst.accepted() > images));
      plant.awaitOutcomes(burst.stop());
    }
  }

  @Test
  void modelsAreSwapped() throws Exception {
    byte[] first = Files.readAllBytes(plant.model);
    byte[] second = ModelVariant.of(first);
    int swaps = ROUNDS == 1 ? 10 : 200;
    survives(
        "%d swaps of the model, a damaged file before each".formatted(swaps),
        1,
        () -> {
          for (int i = 1; i <= swaps; i++) {
            byte[] next = i % 2 == 0 ? first : second;
            Files.write(plant.model, Arrays.copyOf(next, next.length / 2));
            plant.awaitLogged(" is refused", i);
            Files.write(plant.model, next);
            plant.awaitLogged(" takes over", i);
          }
        });
  }
}
