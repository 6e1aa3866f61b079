package dev.kizuki.stream.topology;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the cleared incidents whose last event may be missing. With {@code at_least_once} a crash
 * can keep a change in the store and lose its event. Without that event the topic would show the
 * incident as active for ever.
 */
final class LastChanges {
  /** The longest time between the last commit before a crash and the last change in the store. */
  private static final Duration LONGEST_WITHOUT_COMMIT = Duration.ofMinutes(5);

  private final List<Cleared> cleared = new ArrayList<>();
  private Instant last = Instant.EPOCH;

  private record Cleared(String id, Instant changed) {}

  /** Adds an incident of the store. */
  void add(Incident incident) {
    Instant changed =
        incident.log().stream().map(LogEntry::at).max(Instant::compareTo).orElse(Instant.EPOCH);
    last = latest(last, latest(changed, incident.lastSeen()));
    if (!incident.active()) {
      cleared.add(new Cleared(incident.id(), changed));
    }
  }

  /** Returns the ids of the cleared incidents that changed shortly before the last change. */
  List<String> uncertain() {
    Instant oldest = last.minus(LONGEST_WITHOUT_COMMIT);
    return cleared.stream()
        .filter(each -> !each.changed().isBefore(oldest))
        .map(Cleared::id)
        .toList();
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
