package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.feedback.Judged;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.LineMember;
import dev.kizuki.stream.incident.OperatorAction;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the incidents of one task in its store, and writes their events. Not thread-safe. */
final class IncidentWriter {
  /** The header that tells a {@link LineMember} from an {@link OperatorAction}. */
  static final String MEMBER = "kizuki-line-member";

  private static final String EVENT_TYPE = "application/cloudevents+json";

  private final ProcessorContext<String, byte[]> context;
  private final KeyValueStore<String, byte[]> store;
  private final IncidentSettings settings;

  /** The active incidents of this task, by kind. */
  private final Map<IncidentKind, Integer> active = new EnumMap<>(IncidentKind.class);

  /** The judged incidents of this task. */
  private final Map<Judged, Integer> judged = new HashMap<>();

  IncidentWriter(
      ProcessorContext<String, byte[]> context,
      KeyValueStore<String, byte[]> store,
      IncidentSettings settings) {
    this.context = context;
    this.store = store;
    this.settings = settings;
  }

  /** Returns an incident of this task; empty if none is kept. */
  Optional<Incident> find(String id) {
    byte[] json = store.get(id);
    return json == null ? Optional.empty() : Optional.of(IncidentJson.read(json, Incident.class));
  }

  /** Keeps an incident without an event. */
  void keep(Incident incident) {
    store.put(incident.id(), IncidentJson.write(incident));
  }

  /** Keeps an incident and writes the event of its change. */
  void write(Incident incident, IncidentChange change, Instant now) {
    keep(incident);
    publish(incident, change, now);
    if (change == IncidentChange.RAISED) {
      count(incident.kind(), 1);
    } else if (change == IncidentChange.CLEARED) {
      count(incident.kind(), -1);
    }
  }

  /** Counts the verdict on an incident from before a restart. */
  void countVerdict(Incident incident) {
    Judged.of(incident).ifPresent(verdict -> count(verdict, 1));
  }

  /** Takes the verdict on an incident out of the metrics. */
  void discountVerdict(Incident incident) {
    Judged.of(incident).ifPresent(verdict -> count(verdict, -1));
  }

  private void count(Judged verdict, int more) {
    judged.merge(verdict, more, Integer::sum);
    settings.metrics().judged(verdict, more);
  }

  /** Counts an active incident from before a restart. */
  void restore(Incident incident) {
    count(incident.kind(), 1);
  }

  private void count(IncidentKind kind, int more) {
    active.merge(kind, more, Integer::sum);
    settings.metrics().active(kind, more);
  }

  /** Takes the incidents of this task out of the metrics. */
  void close() {
    active.forEach((kind, number) -> settings.metrics().active(kind, -number));
    active.clear();
    judged.forEach((verdict, number) -> settings.metrics().judged(verdict, -number));
    judged.clear();
  }

  /**
   * Writes an event. The key of the record is the device and the id, so that all events of a device
   * lie in one partition and compaction keeps one event of each incident.
   */
  void publish(Incident incident, IncidentChange change, Instant now) {
    IncidentEvent event =
        IncidentEvent.of(settings.source(), change, now, incident, settings.link(incident));
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, EVENT_TYPE);
    context.forward(
        new Record<>(
            IncidentEvent.key(incident), IncidentJson.write(event), now.toEpochMilli(), headers),
        AnomalyTopology.INCIDENTS);
    settings.metrics().changed(incident.kind(), change);
  }

  /** Tells the task of a line about the incident of a device. */
  void tellLine(Incident incident, boolean raised, Instant now) {
    if (settings.rules().floodDevices() == 0) {
      return;
    }
    Headers headers = new RecordHeaders();
    headers.add(MEMBER, new byte[0]);
    byte[] member =
        IncidentJson.write(new LineMember(incident.device(), incident.id(), raised, now));
    context.forward(
        new Record<>(incident.line(), member, now.toEpochMilli(), headers),
        AnomalyTopology.ACTIONS_OUT);
  }

  /** Hands an operator's action on to the task of a device. */
  void handOn(String device, OperatorAction action, Instant now) {
    context.forward(
        new Record<>(device, IncidentJson.write(action), now.toEpochMilli()),
        AnomalyTopology.ACTIONS_OUT);
  }
}
