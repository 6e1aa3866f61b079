package dev.kizuki.stream.console;

import dev.kizuki.image.Dimensions;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.ScoreHistory;
import dev.kizuki.stream.incident.ServiceStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of the whole plant in memory, as the records in Kafka tell it. Its memory is bounded:
 * it keeps the newest incidents, and 10 minutes of scores for each device. Thread-safe.
 */
final class PlantView {
  /** About 30 MB. */
  static final int MOST_INCIDENTS = 20_000;

  /** The greatest number of incidents in one snapshot. The summary counts all. */
  private static final int MOST_SHOWN = 1000;

  private static final int MOST_SERVICES = 1000;
  private static final Duration SERVICE_SHOWN = Duration.ofHours(1);

  private final Clock clock;
  private final int mostIncidents;
  private final Map<String, KnownIncident> incidents = new HashMap<>();
  private final NavigableSet<KnownIncident> byTime = new TreeSet<>(KnownIncident.BY_TIME);
  private final Map<String, DeviceStatus> devices = new LinkedHashMap<>();

  /** The scores of ten minutes, at most one a second. */
  private static final int MOST_SCORES = 600;

  private final Map<String, ScoreHistory> histories = new HashMap<>();
  private final Map<String, InstanceReports> services = new LinkedHashMap<>();

  private final Map<String, KnownIncident> changedIncidents = new LinkedHashMap<>();
  private final Map<String, DeviceStatus> changedDevices = new LinkedHashMap<>();
  private final Map<String, ServiceStatus> changedServices = new LinkedHashMap<>();

  private String outage = "the console reads Kafka for the first time: wait a moment";

  PlantView(Clock clock) {
    this(clock, MOST_INCIDENTS);
  }

  PlantView(Clock clock, int mostIncidents) {
    this.clock = clock;
    this.mostIncidents = mostIncidents;
  }

  /** Takes an incident, new or changed. */
  synchronized void incident(Incident incident) {
    KnownIncident next = new KnownIncident(incident);
    KnownIncident before = incidents.put(next.id(), next);
    if (before != null) {
      byTime.remove(before);
    }
    byTime.add(next);
    // while the past is read, only what a page can show is a change
    if (before != null || next.isOpen(clock.instant())) {
      changedIncidents.put(next.id(), next);
    }
    if (incidents.size() > mostIncidents) {
      forgetOldest();
    }
  }

  /** An active incident is forgotten only if all are active. */
  private void forgetOldest() {
    KnownIncident oldest =
        byTime.stream().filter(each -> !each.isActive()).findFirst().orElseGet(byTime::first);
    removeIncident(oldest.id());
  }

  /** Forgets an incident. */
  synchronized void removeIncident(String id) {
    KnownIncident removed = incidents.remove(id);
    if (removed != null) {
      byTime.remove(removed);
      changedIncidents.remove(id);
    }
  }

  /** Takes the latest facts about a device. */
  synchronized void device(DeviceStatus status) {
    devices.put(status.device(), status);
    changedDevices.put(status.device(), status);
    if (status.score() != null) {
      histories
          .computeIfAbsent(status.device(), device -> new ScoreHistory(MOST_SCORES))
          .add(status.lastImageAt().toEpochMilli(), status.score());
    }
  }

  /** Forgets a device. */
  synchronized void removeDevice(String device) {
    devices.remove(device);
    histories.remove(device);
    changedDevices.remove(device);
  }

  /** Takes the latest facts about an instance of the service. */
  synchronized void service(ServiceStatus status) {
    InstanceReports known = services.get(status.instance());
    if (known != null) {
      known.update(status);
    } else if (services.size() < MOST_SERVICES) {
      services.put(status.instance(), new InstanceReports(status, clock.getZone()));
    }
    changedServices.put(status.instance(), status);
  }

  /** Forgets an instance. */
  synchronized void removeService(String instance) {
    services.remove(instance);
    changedServices.remove(instance);
  }

  /** Tells why the view may be old; empty if Kafka answers and everything was read. */
  synchronized void outage(String why) {
    outage = why;
  }

  /** Returns why the view may be old; empty if it is not. */
  synchronized String outage() {
    return outage;
  }

  /** Returns what changed since the last call. */
  synchronized Plant takeChanges() {
    Plant changes =
        new Plant(
            clock.instant(),
            summary(),
            List.copyOf(changedIncidents.values()),
            List.copyOf(changedDevices.values()),
            List.copyOf(changedServices.values()));
    changedIncidents.clear();
    changedDevices.clear();
    changedServices.clear();
    return changes;
  }

  /** Returns the open incidents, all devices, and the instances of the last hour. */
  synchronized Plant now() {
    Instant now = clock.instant();
    return new Plant(
        now,
        summary(),
        newest(each -> each.isOpen(now), null, MOST_SHOWN),
        List.copyOf(devices.values()),
        services.values().stream()
            .map(InstanceReports::status)
            .filter(status -> status.at().plus(SERVICE_SHOWN).isAfter(now))
            .toList());
  }

  private Summary summary() {
    return new PlantSummary(
            clock.instant(), incidents.values(), devices.values(), services.values(), outage)
        .summary();
  }

  private List<KnownIncident> newest(
      Predicate<KnownIncident> wanted, @Nullable Instant before, int limit) {
    List<KnownIncident> found = new ArrayList<>();
    for (KnownIncident each : byTime.descendingSet()) {
      if (found.size() == limit) {
        break;
      }
      if ((before == null || each.raisedAt().isBefore(before)) && wanted.test(each)) {
        found.add(each);
      }
    }
    return found;
  }

  /** Returns the measured precision of the incidents that people judged. */
  synchronized JudgedTable judged() {
    return new JudgedTable(
        incidents.values().stream().filter(each -> each.judged() != null).toList());
  }

  /** Returns the selected incidents, the newest first. */
  synchronized List<KnownIncident> incidents(IncidentQuery query) {
    return newest(query.at(clock.instant()), query.before(), query.limit());
  }

  /** Returns an incident by its id. */
  synchronized Optional<KnownIncident> incident(String id) {
    return Optional.ofNullable(incidents.get(id));
  }

  /** Returns the newest incident of each device of a group. */
  synchronized List<KnownIncident> members(KnownIncident group) {
    List<KnownIncident> members = new ArrayList<>();
    for (String device : group.members()) {
      members.addAll(
          newest(each -> each.device().equals(device) && each.members().isEmpty(), null, 1));
    }
    return members;
  }

  /** Returns the latest facts about a device. */
  synchronized Optional<DeviceStatus> device(String device) {
    return Optional.ofNullable(devices.get(device));
  }

  /** Returns pairs of time (milliseconds since 1970) and score of the last 10 minutes. */
  synchronized double[][] history(String device) {
    ScoreHistory history = histories.get(device);
    if (history == null) {
      return new double[0][];
    }
    Instant oldest = clock.instant().minusSeconds(MOST_SCORES);
    return history.points().stream()
        .filter(point -> point.at().isAfter(oldest))
        .map(point -> new double[] {(double) point.at().toEpochMilli(), point.score()})
        .toArray(double[][]::new);
  }

  /** Returns the facts about the instances that report. */
  synchronized List<ServiceStatus> liveServices() {
    Instant now = clock.instant();
    return services.values().stream()
        .filter(each -> each.isLive(now))
        .map(InstanceReports::status)
        .toList();
  }

  /** Returns the sizes of the images that the models take. */
  Set<Dimensions> imageSizes() {
    Set<Dimensions> sizes = new LinkedHashSet<>();
    for (ServiceStatus service : liveServices()) {
      service.models().forEach(model -> sizes.add(new Dimensions(model.width(), model.height())));
    }
    return sizes;
  }

  /** Returns whether the view may be older than the plant. */
  synchronized boolean isBehind() {
    return !outage.isEmpty() || liveServices().isEmpty();
  }
}
