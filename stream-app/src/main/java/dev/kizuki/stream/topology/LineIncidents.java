package dev.kizuki.stream.topology;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.LineMember;
import dev.kizuki.stream.incident.LineState;
import dev.kizuki.stream.incident.OperatorAction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Raises one incident for a line when many of its devices have incidents at the same time. The task
 * of the line's key keeps it. Not thread-safe.
 */
final class LineIncidents {
  /** A record must not become too large for Kafka. */
  private static final int MOST_MEMBERS = 200;

  private final IncidentSettings settings;
  private final IncidentWriter writer;
  private final KeyValueStore<String, byte[]> lines;

  LineIncidents(
      IncidentSettings settings, IncidentWriter writer, KeyValueStore<String, byte[]> lines) {
    this.settings = settings;
    this.writer = writer;
    this.lines = lines;
  }

  /** Takes the incident of a device into account. */
  void member(String line, LineMember member) {
    LineState old = state(line);
    LineState next =
        member.raised()
            ? raised(line, old.raised(member, settings.rules().floodWithin()), member)
            : cleared(old.cleared(member), member.at());
    lines.put(line, IncidentJson.write(next));
  }

  private LineState raised(String line, LineState state, LineMember member) {
    List<String> devices = state.devices();
    List<String> shown = devices.subList(0, Math.min(MOST_MEMBERS, devices.size()));
    Optional<Incident> active = group(state);
    if (active.isPresent()) {
      if (!active.get().members().equals(shown)) {
        writer.write(
            IncidentLife.addMember(active.get(), shown, member.at()),
            IncidentChange.UPDATED,
            member.at());
      }
      return state;
    }
    if (devices.size() < settings.rules().floodDevices()) {
      return state;
    }
    LineMember first = state.open().get(0);
    Incident group =
        IncidentLife.raiseGroup(
            line, shown, first.at(), member.at(), first.incident(), state.previous());
    Optional<Incident> known = writer.find(group.id());
    if (known.isPresent()) {
      // the messages about this flood are read again after a crash
      return known.get().active() ? state.withGroup(group.id()) : state;
    }
    writer.write(group, IncidentChange.RAISED, member.at());
    return state.withGroup(group.id());
  }

  private LineState cleared(LineState state, Instant now) {
    if (state.group() == null || !state.open().isEmpty()) {
      return state;
    }
    group(state)
        .ifPresent(
            group ->
                writer.write(
                    IncidentLife.clear(group, now, "members"), IncidentChange.CLEARED, now));
    return state.withoutGroup();
  }

  /** Returns the active group incident; empty if there is none, or if a crash lost it. */
  private Optional<Incident> group(LineState state) {
    String id = state.group();
    return id == null ? Optional.empty() : writer.find(id).filter(Incident::active);
  }

  /** Applies an operator's action on a group to each of its members, too. */
  void handOn(Incident group, OperatorAction action, Instant now) {
    for (LineMember member : state(group.line()).open()) {
      writer.handOn(member.device(), action.on(member.incident()), now);
    }
  }

  private LineState state(String line) {
    byte[] json = lines.get(line);
    return json == null ? LineState.EMPTY : IncidentJson.read(json, LineState.class);
  }
}
