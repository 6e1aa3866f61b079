package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.ROUNDS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Breaks the network between the servers. The same service process runs through all tests, and its
 * threads must not increase.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkFaultsIT {
  private static final FaultTable TABLE = new FaultTable();
  private static final String DEVICES = "devices - mosquitto";
  private static final String MQTT = "mosquitto - service";
  private static final String KAFKA = "service - Kafka";
  private static final Duration LENGTH = Duration.ofSeconds(8);

  @TempDir private static Path folder;

  private static Plant plant;
  private static Map<String, Link> links;

  @BeforeAll
  static void start() throws Exception {
    plant = new Plant(folder);
    links =
        Map.of(
            DEVICES, plant.devicesToMqtt,
            MQTT, plant.serviceToMqtt,
            KAFKA, plant.toKafka);
  }

  @AfterAll
  static void stop() throws Exception {
    if (plant != null) {
      plant.close();
      TABLE.write("network");
    }
  }

  private static Link link(String name) {
    return Objects.requireNonNull(links.get(name));
  }

  private static void survives(String link, String what, Fault fault) throws Exception {
    new FaultTrial(plant, link + ": " + what, Math.min(ROUNDS, 5)).run(TABLE, fault);
  }

  private static void survivesAWhile(
      String link, String what, Consumer<Link> begin, Consumer<Link> end) throws Exception {
    survives(
        link,
        "%s, for %d s".formatted(what, LENGTH.toSeconds()),
        () -> {
          begin.accept(link(link));
          Thread.sleep(LENGTH.toMillis()); // the length of the fault
          end.accept(link(link));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVICES, MQTT, KAFKA})
  void everythingIsLate(String link) throws Exception {
    survivesAWhile(
        link,
        "100 ms later each way",
        network -> network.delay(Duration.ofMillis(100)),
        Link::restore);
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVICES, MQTT, KAFKA})
  void packetsAreLost(String link) throws Exception {
    survivesAWhile(
        link,
        "one packet in ten is lost, and sent again after 200 to 400 ms",
        network -> network.lose(0.1),
        Link::restore);
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVICES, MQTT, KAFKA})
  void connectionsAreRefused(String link) throws Exception {
    survivesAWhile(link, "refused", Link::refuse, Link::accept);
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVICES, MQTT, KAFKA})
  void connectionsAreReset(String link) throws Exception {
    survives(
        link,
        "reset each second, for 8 s",
        () -> {
          for (int i = 0; i < LENGTH.toSeconds(); i++) {
            link(link).reset();
            Thread.sleep(1000); // clients can reconnect, but not do much
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVICES, MQTT, KAFKA})
  void connectionsGoSilent(String link) throws Exception {
    survives(link, "half-open: each connection goes silent for good", link(link)::swallow);
  }
}
