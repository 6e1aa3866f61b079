package dev.kizuki.stream.topology;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.metrics.IncidentMetrics.ActionOutcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies operators' actions to the incidents of one task, and ends shelvings. Not thread-safe. */
final class IncidentActions {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentActions.class);

  private final IncidentSettings settings;
  private final IncidentWriter writer;
  private final WatchedDevices devices;
  private final CameraIncidents cameras;
  private final DriftIncidents drifts;
  private final LineIncidents lines;

  /** The ids of the incidents that are shelved. */
  private final Set<String> shelved = new HashSet<>();

  IncidentActions(
      IncidentSettings settings,
      IncidentWriter writer,
      WatchedDevices devices,
      CameraIncidents cameras,
      DriftIncidents drifts,
      LineIncidents lines) {
    this.settings = settings;
    this.writer = writer;
    this.devices = devices;
    this.cameras = cameras;
    this.drifts = drifts;
    this.lines = lines;
  }

  /** Takes the shelving of an incident over after a restart. */
  void restore(Incident incident) {
    if (incident.shelved() != null) {
      shelved.add(incident.id());
    }
  }

  /**
   * Applies an action.
   *
   * @param key the key of the record: the device or line of the incident
   */
  ActionOutcome apply(String key, OperatorAction action, Instant now) {
    Optional<Incident> found = writer.find(action.incident());
    if (found.isEmpty() || !found.get().device().equals(key)) {
      LOG.atWarn()
          .addKeyValue("device", key)
          .log("an operator's action names an incident that is not kept: {}", action.incident());
      return ActionOutcome.UNKNOWN;
    }
    Incident old = current(found.get());
    if (IncidentLife.isApplied(old, action)) {
      return ActionOutcome.REPEATED;
    }
    Incident changed = IncidentLife.apply(old, action, now, settings.rules().maxShelve());
    replace(changed);
    writer.write(changed, IncidentLife.changeOf(action), now);
    writer.discountVerdict(old);
    writer.countVerdict(changed);
    if (changed.kind() == IncidentKind.GROUP) {
      lines.handOn(changed, action, now);
    } else if (isFalse(action) && changed.kind().isCamera() && changed.active()) {
      WatchedDevice device = devices.get(changed.device());
      cameras.relearn(device, changed.kind(), now.toEpochMilli());
      devices.remember(device);
    } else if (isFalse(action) && changed.kind() == IncidentKind.DRIFT && changed.active()) {
      WatchedDevice device = devices.get(changed.device());
      drifts.relearn(device, action.by(), now);
      devices.remember(device);
    }
    return ActionOutcome.APPLIED;
  }

  private static boolean isFalse(OperatorAction action) {
    return action.verdict() == Judgement.Verdict.FALSE;
  }

  /** The state of an incident in the heap, which may be newer than the one in the store. */
  private Incident current(Incident stored) {
    if (stored.kind() == IncidentKind.GROUP) {
      return stored;
    }
    Incident active = devices.get(stored.device()).active.get(stored.kind());
    return active != null && active.id().equals(stored.id()) ? active : stored;
  }

  private void replace(Incident changed) {
    if (changed.active() && changed.kind() != IncidentKind.GROUP) {
      devices.get(changed.device()).active.put(changed.kind(), changed);
    }
    if (changed.shelved() == null) {
      shelved.remove(changed.id());
    } else {
      shelved.add(changed.id());
    }
  }

  /** Ends the shelvings whose time is over. */
  void endShelvings(Instant now) {
    for (String id : List.copyOf(shelved)) {
      Optional<Incident> found = writer.find(id).map(this::current);
      if (found.isEmpty() || found.get().shelved() == null) {
        shelved.remove(id);
      } else if (IncidentLife.isShelvingOver(found.get(), now)) {
        Incident ended = IncidentLife.endShelving(found.get(), now);
        replace(ended);
        writer.write(ended, IncidentChange.UPDATED, now);
      }
    }
  }
}
