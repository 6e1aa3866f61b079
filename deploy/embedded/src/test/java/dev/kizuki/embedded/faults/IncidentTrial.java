package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Strikes a plant with a fault while devices have incidents and an operator acknowledges them.
 * Reads from the topics whether an anomaly, the end of an incident or an action is lost.
 */
final class IncidentTrial {
  static final String[] COLUMNS = {
    "what is broken",
    "rounds",
    "anomalous images",
    "counted",
    "incidents",
    "not in an incident",
    "open for ever",
    "contradictions",
    "actions",
    "actions lost"
  };

  private static final double IMAGES_A_SECOND = 20;

  private final Plant plant;
  private final IncidentHistory history;
  private final Operator operator;
  private final byte[] normal;
  private final byte[] anomalous;

  /**
   * @param plant a plant with the model {@code demo-parts}
   */
  IncidentTrial(Plant plant, IncidentHistory history, Operator operator) {
    this.plant = plant;
    this.history = history;
    this.operator = operator;
    PartCamera camera = new PartCamera(77);
    this.normal = camera.next(null);
    this.anomalous = camera.next(Defect.STAIN);
  }

  /** Each device is anomalous for one second of five. The devices follow each other. */
  private static boolean isAnomalous(int device, long number) {
    return (number / 10 + 3L * device) % 10 < 2;
  }

  private static boolean isAnomalous(Devices.Accepted image) {
    String[] parts = image.id().split("[-/]", -1);
    return isAnomalous(Integer.parseInt(parts[1]), Long.parseLong(parts[3]));
  }

  /**
   * Runs the trial, adds its row to the table, and fails if anything is lost.
   *
   * @param outage what ends the outage that the fault begins
   * @return the devices
   */
  Set<String> run(FaultTable table, String what, int rounds, Fault fault, Fault outage)
      throws Exception {
    int actionsBefore = operator.actions();
    List<Devices.Accepted> accepted;
    try (Devices devices =
        plant.devices(
            Plant.DEVICES,
            IMAGES_A_SECOND,
            (device, number) -> isAnomalous(device, number) ? anomalous : normal)) {
      for (int round = 0; round < rounds; round++) {
        awaitNewIncidents(2);
        operator.acknowledge(history.active());
        fault.strike();
        outage.strike();
        plant.awaitScored(50);
        awaitNewIncidents(2);
        operator.acknowledge(history.active());
      }
      accepted = devices.stop();
    }
    plant.awaitOutcomes(accepted);
    awaitEnd();
    Set<String> names =
        accepted.stream()
            .map(image -> image.id().substring(0, image.id().indexOf('/')))
            .collect(Collectors.toCollection(TreeSet::new));
    List<Incident> incidents = history.anomaliesOf(names);
    List<String> uncovered =
        accepted.stream()
            .filter(IncidentTrial::isAnomalous)
            .map(Devices.Accepted::id)
            .filter(id -> !isCovered(id, incidents))
            .toList();
    table.add(
        what,
        rounds,
        accepted.stream().filter(IncidentTrial::isAnomalous).count(),
        incidents.stream().mapToLong(Incident::count).sum(),
        incidents.size(),
        uncovered.size(),
        history.active().size(),
        history.contradictions().size(),
        operator.actions() - actionsBefore,
        operator.lost(history.incidents()).size());
    assertThat(uncovered).as("anomalous images in no incident").isEmpty();
    assertThat(history.active()).as("open for ever").isEmpty();
    assertThat(history.contradictions()).isEmpty();
    assertThat(operator.actions() - actionsBefore).isGreaterThanOrEqualTo(4 * rounds);
    assertThat(operator.lost(history.incidents())).as("lost actions").isEmpty();
    return names;
  }

  private void awaitNewIncidents(int more) {
    int before = anomalies();
    await()
        .atMost(Plant.SOON)
        .untilAsserted(
            () -> {
              assertThat(anomalies()).as("incidents").isGreaterThanOrEqualTo(before + more);
              assertThat(history.active()).as("active").hasSizeGreaterThanOrEqualTo(more);
            });
  }

  private int anomalies() {
    return (int)
        history.incidents().stream().filter(each -> each.kind() == IncidentKind.ANOMALY).count();
  }

  /** Waits until each incident is cleared and each action is applied, or for long enough. */
  private void awaitEnd() {
    long end = System.nanoTime() + Plant.SOON.toNanos();
    await()
        .atMost(Plant.SOON.multipliedBy(2))
        .until(
            () ->
                System.nanoTime() - end > 0
                    || (history.active().isEmpty()
                        && operator.lost(history.incidents()).isEmpty()));
  }

  /** Whether an image has an alert, and an incident that was open at the time of that alert. */
  private boolean isCovered(String id, List<Incident> incidents) {
    String device = id.substring(0, id.indexOf('/'));
    List<ImageEvent> alerts =
        history.alertsOf(device).stream().filter(alert -> alert.id().equals(id)).toList();
    return !alerts.isEmpty()
        && alerts.stream()
            .map(alert -> alert.data().receivedAt())
            .allMatch(at -> incidents.stream().anyMatch(each -> spans(each, device, at)));
  }

  private static boolean spans(Incident incident, String device, Instant at) {
    return incident.device().equals(device)
        && !at.isBefore(incident.firstSeen())
        && !at.isAfter(incident.lastSeen());
  }
}
