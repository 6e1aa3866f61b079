package dev.kizuki.stream.console;

import dev.kizuki.stream.feedback.Judged;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An incident in memory: the facts that lists need, and the whole incident as compressed JSON. */
final class KnownIncident {
  /** The oldest first. */
  static final Comparator<KnownIncident> BY_TIME =
      Comparator.comparing(KnownIncident::raisedAt).thenComparing(KnownIncident::id);

  /**
   * The time for which a cleared incident that nobody acknowledged stays in the list of open ones.
   */
  private static final Duration AFTER_CLEARING = Duration.ofHours(1);

  private final String id;
  private final String device;
  private final String line;
  private final IncidentKind kind;
  private final boolean active;
  private final boolean acknowledged;
  private final Instant raisedAt;
  private final @Nullable Instant clearedAt;
  private final @Nullable Instant shelvedUntil;
  private final @Nullable Judged judged;
  private final List<String> members;
  private final CompressedJson json;

  KnownIncident(Incident incident) {
    id = incident.id();
    device = incident.device();
    line = incident.line();
    kind = incident.kind();
    active = incident.active();
    acknowledged = incident.acknowledged() != null;
    raisedAt = incident.raisedAt();
    clearedAt = incident.clearedAt();
    shelvedUntil = incident.shelved() == null ? null : incident.shelved().until();
    judged = Judged.of(incident).orElse(null);
    members = incident.members();
    json = new CompressedJson(IncidentJson.write(incident));
  }

  String id() {
    return id;
  }

  String device() {
    return device;
  }

  String line() {
    return line;
  }

  IncidentKind kind() {
    return kind;
  }

  boolean isActive() {
    return active;
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  Instant raisedAt() {
    return raisedAt;
  }

  /** Returns the last verdict; null if there is none, or for a group. */
  @Nullable Judged judged() {
    return judged;
  }

  /** Returns the devices of an active group; empty for any other incident. */
  List<String> activeMembers() {
    return active && kind == IncidentKind.GROUP ? members : List.of();
  }

  List<String> members() {
    return members;
  }

  /** Returns whether a person has silenced it. */
  boolean isShelved(Instant now) {
    return shelvedUntil != null && shelvedUntil.isAfter(now);
  }

  /** Returns whether the page shows it without a search. */
  boolean isOpen(Instant now) {
    return active
        || (!acknowledged && clearedAt != null && clearedAt.plus(AFTER_CLEARING).isAfter(now));
  }

  /** Returns the whole incident as JSON in UTF-8. */
  byte[] json() {
    return json.bytes();
  }

  /** Returns the whole incident. */
  Incident incident() {
    return IncidentJson.read(json(), Incident.class);
  }
}
