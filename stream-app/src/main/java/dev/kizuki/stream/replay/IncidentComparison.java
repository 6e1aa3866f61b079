package dev.kizuki.stream.replay;

import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares the incidents about products that the service raised with those of a replay. */
final class IncidentComparison {
  private IncidentComparison() {}

  /** The incidents about products that were raised within a time. */
  static List<Incident> raised(Iterable<Incident> incidents, TimeSpan span, DevicePattern devices) {
    List<Incident> raised = new ArrayList<>();
    for (Incident each : incidents) {
      if (each.kind() == IncidentKind.ANOMALY
          && span.holds(each.raisedAt().toEpochMilli())
          && devices.matches(each.device())) {
        raised.add(each);
      }
    }
    raised.sort(Comparator.comparing(Incident::raisedAt));
    return raised;
  }

  /** Finds for each incident of the service whether the replay raises one for the same images. */
  static List<ComparedIncident> compare(List<Incident> was, List<ReplayedIncident> would) {
    Map<String, List<ReplayedIncident>> byDevice =
        would.stream().collect(Collectors.groupingBy(ReplayedIncident::device));
    return was.stream()
        .map(
            each ->
                new ComparedIncident(
                    each.id(),
                    each.device(),
                    each.raisedAt(),
                    each.lastSeen(),
                    each.judged() == null ? null : each.judged().verdict(),
                    byDevice.getOrDefault(each.device(), List.of()).stream()
                        .anyMatch(other -> overlap(each, other))))
        .toList();
  }

  private static boolean overlap(Incident was, ReplayedIncident would) {
    return !would.raisedAt().isAfter(was.lastSeen()) && !would.lastSeen().isBefore(was.firstSeen());
  }
}
