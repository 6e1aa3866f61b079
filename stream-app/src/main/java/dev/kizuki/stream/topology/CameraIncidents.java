package dev.kizuki.stream.topology;

import dev.kizuki.stream.camera.Finding;
import dev.kizuki.stream.camera.Health;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.camera.Trouble;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.CameraFact;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Raises and clears the incidents about cameras, and holds the anomalies of a sick camera back. Not
 * thread-safe.
 */
final class CameraIncidents {
  /**
   * Anomalous images so long before the first suspicion belong to the fault: not each image of a
   * camera is measured.
   */
  private static final long UNMEASURED_MS = 2000;

  /** The longest time that an anomaly waits for the diagnosis of its camera. */
  private static final long DIAGNOSIS_MS = 10_000;

  private final IncidentSettings settings;
  private final IncidentWriter writer;
  private final ProductIncidents products;
  private final DriftIncidents drifts;

  CameraIncidents(
      IncidentSettings settings,
      IncidentWriter writer,
      ProductIncidents products,
      DriftIncidents drifts) {
    this.settings = settings;
    this.writer = writer;
    this.products = products;
    this.drifts = drifts;
  }

  /**
   * Takes a measured picture into account.
   *
   * @param place gives the place of the image in Kafka, which costs a digest
   * @return whether an incident was raised or cleared
   */
  boolean measured(
      WatchedDevice device,
      Picture picture,
      boolean anomalous,
      long atMs,
      Supplier<ImageReference> place) {
    Health health = device.camera.measured(picture, atMs, anomalous);
    boolean changed = false;
    for (Trouble ended : health.ended()) {
      changed |= clear(device, IncidentKind.of(ended), atMs, "normal");
    }
    if (health.isSick() || !health.suspected().isEmpty()) {
      device.suspectedMs = device.suspectedMs == 0 ? atMs : device.suspectedMs;
    } else {
      device.suspectedMs = 0;
      release(device);
    }
    for (Finding finding : health.confirmed()) {
      boolean isSeen =
          health.suspected().stream().anyMatch(seen -> seen.trouble() == finding.trouble());
      if (isSeen && finding.trouble() != Trouble.SILENT) {
        changed |= confirmed(device, finding, atMs, place.get());
      }
    }
    return changed;
  }

  private boolean confirmed(
      WatchedDevice device, Finding finding, long atMs, ImageReference image) {
    IncidentKind kind = IncidentKind.of(finding.trouble());
    Incident active = device.active.get(kind);
    Instant now = Instant.ofEpochMilli(atMs);
    if (active != null) {
      Incident still = IncidentLife.cameraStill(active, fact(finding), now, image);
      device.change(still);
      return false;
    }
    long sinceMs = device.suspectedMs;
    long heldBack =
        device.heldBack.size() + products.clearForCamera(device, sinceMs - UNMEASURED_MS, atMs);
    device.heldBack.clear();
    settings.metrics().heldBack(heldBack);
    drifts.clearForCamera(device, atMs);
    raise(
        device,
        IncidentLife.raiseCamera(
            device.name,
            device.line,
            kind,
            fact(finding),
            Instant.ofEpochMilli(sinceMs),
            now,
            image,
            IncidentLife.cause(image),
            heldBack,
            device.history.points(),
            device.latest.get(kind)),
        now);
    return true;
  }

  /**
   * Lets anomalies count that waited for a diagnosis, if no further image came for it.
   *
   * @return whether there were any
   */
  boolean releaseWithoutDiagnosis(WatchedDevice device, long nowMs) {
    boolean isDue =
        !device.heldBack.isEmpty()
            && nowMs - device.heldBack.get(0).sighting().at().toEpochMilli() > DIAGNOSIS_MS;
    if (isDue) {
      device.suspectedMs = 0;
      release(device);
    }
    return isDue;
  }

  /** The suspicion was wrong, so the anomalies that waited count. */
  private void release(WatchedDevice device) {
    if (!device.heldBack.isEmpty()) {
      device.heldBack.forEach(
          held -> products.anomalous(device, held.sighting(), held.anomalous()));
      device.heldBack.clear();
    }
  }

  /**
   * Checks whether a camera is silent, or no longer.
   *
   * @param startedMs when this task began, by the service's clock
   * @return whether an incident was raised or cleared
   */
  boolean checkSilence(WatchedDevice device, long nowMs, long startedMs) {
    Incident active = device.active.get(IncidentKind.SILENT);
    long lastMs = device.camera.lastArrivalMs();
    if (active != null && lastMs > active.firstSeen().toEpochMilli()) {
      return clear(device, IncidentKind.SILENT, nowMs, "normal");
    }
    Optional<Finding> silence = device.camera.silence(nowMs, startedMs);
    if (active != null || silence.isEmpty()) {
      return false;
    }
    Instant now = Instant.ofEpochMilli(nowMs);
    raise(
        device,
        IncidentLife.raiseCamera(
            device.name,
            device.line,
            IncidentKind.SILENT,
            fact(silence.get()),
            Instant.ofEpochMilli(lastMs),
            now,
            device.normal,
            "silent since " + lastMs,
            0,
            device.history.points(),
            device.latest.get(IncidentKind.SILENT)),
        now);
    return true;
  }

  private void raise(WatchedDevice device, Incident raised, Instant now) {
    device.active.put(raised.kind(), raised);
    device.latest.put(raised.kind(), raised.id());
    writer.write(raised, IncidentChange.RAISED, now);
    writer.tellLine(raised, true, now);
  }

  private boolean clear(WatchedDevice device, IncidentKind kind, long nowMs, String by) {
    Incident active = device.active.remove(kind);
    if (active == null) {
      return false;
    }
    device.changed.remove(kind);
    Instant now = Instant.ofEpochMilli(nowMs);
    Incident cleared = IncidentLife.clear(active, now, by);
    writer.write(cleared, IncidentChange.CLEARED, now);
    writer.tellLine(cleared, false, now);
    return true;
  }

  /** Makes the present state of a camera its usual one, because an operator called it normal. */
  void relearn(WatchedDevice device, IncidentKind kind, long nowMs) {
    for (Trouble trouble : Trouble.values()) {
      if (IncidentKind.of(trouble) == kind) {
        device.camera.relearn(trouble, nowMs);
        clear(device, kind, nowMs, "normal");
      }
    }
  }

  private static CameraFact fact(Finding finding) {
    return new CameraFact(finding.measured(), finding.usualLow(), finding.usualHigh());
  }
}
