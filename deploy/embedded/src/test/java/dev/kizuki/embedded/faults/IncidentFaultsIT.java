package dev.kizuki.embedded.faults;

import static dev.kizuki.embedded.faults.Plant.ROUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.stream.incident.Incident;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the service and Kafka while devices have incidents. No incident, no end of an incident and
 * no action of an operator may be lost.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IncidentFaultsIT {
  private static final FaultTable TABLE = new FaultTable(IncidentTrial.COLUMNS);

  @TempDir private Path folder;

  @AfterAll
  static void print() throws IOException {
    TABLE.write("incidents");
  }

  @Test
  void incidentsSurviveAtLeastOnce() throws Exception {
    survive("at_least_once", "at least once");
  }

  @Test
  void incidentsSurviveExactlyOnce() throws Exception {
    survive("exactly_once_v2", "exactly once");
  }

  private void survive(String guarantee, String what) throws Exception {
    try (Plant plant =
            new Plant(
                folder,
                folder.resolve("kafka"),
                ShippedModels.DEMO_PARTS,
                service ->
                    service
                        .set("kafka.processingGuarantee", guarantee)
                        .set("incidents.clearAfter", Duration.ofSeconds(2))
                        .set("incidents.floodDevices", 3)
                        // the devices send equal images
                        .set("cameras.limits", Map.of("troubles", List.of())));
        IncidentHistory history = new IncidentHistory("127.0.0.1:" + plant.toKafka.port());
        Operator operator = new Operator("127.0.0.1:" + plant.toKafka.port())) {
      IncidentTrial trial = new IncidentTrial(plant, history, operator);
      Set<String> devices =
          trial.run(
              TABLE,
              what + ", the service: kill -9",
              ROUNDS,
              plant.service::kill,
              () -> {
                // the service finds these actions when it is back
                operator.acknowledge(history.active());
                plant.service.start();
              });
      devices.addAll(
          trial.run(
              TABLE,
              what + ", Kafka: kill -9, back after 3 s",
              ROUNDS,
              plant.kafka::kill,
              plant::startKafkaLater));
      for (String device : devices) {
        long counted =
            history.anomaliesOf(Set.of(device)).stream().mapToLong(Incident::count).sum();
        assertCounted(guarantee, counted, history, device);
      }
    }
  }

  private static void assertCounted(
      String guarantee, long counted, IncidentHistory history, String device) {
    if (guarantee.equals("exactly_once_v2")) {
      assertThat(counted).as(device).isEqualTo(history.alertsOf(device).size());
    } else {
      assertThat(counted)
          .as(device)
          .isGreaterThanOrEqualTo(
              history.alertsOf(device).stream().map(alert -> alert.id()).distinct().count());
    }
  }
}
