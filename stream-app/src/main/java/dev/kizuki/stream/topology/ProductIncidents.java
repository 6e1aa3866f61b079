package dev.kizuki.stream.topology;

import dev.kizuki.stream.incident.AnomalyRule;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.Sighting;
import java.time.Instant;

/** Raises, worsens and clears the incidents about a device's products. Not thread-safe. */
final class ProductIncidents {
  private final AnomalyRule rule;
  private final IncidentWriter writer;

  ProductIncidents(IncidentSettings settings, IncidentWriter writer) {
    this.rule = new AnomalyRule(settings.rules());
    this.writer = writer;
  }

  /**
   * Takes an anomalous image into account.
   *
   * @param anomalous the anomalous images among the latest ones, with this image
   */
  void anomalous(WatchedDevice device, Sighting sighting, int anomalous) {
    Incident active = device.active.get(IncidentKind.ANOMALY);
    if (active != null) {
      Incident worse =
          IncidentLife.addAnomaly(active, sighting, device.recent(), device.history.points());
      writer.keep(worse);
      device.change(worse);
      return;
    }
    if (rule.raises(anomalous)) {
      raise(device, sighting, anomalous);
    }
  }

  private void raise(WatchedDevice device, Sighting sighting, int anomalous) {
    Incident raised =
        IncidentLife.raiseAnomaly(
            device.name,
            device.line,
            sighting,
            anomalous,
            device.recent(),
            device.normal,
            device.history.points(),
            device.latest.get(IncidentKind.ANOMALY));
    if (writer.find(raised.id()).isPresent()) {
      // the image is read again after a crash, and its incident is cleared already
      return;
    }
    device.active.put(IncidentKind.ANOMALY, raised);
    device.latest.put(IncidentKind.ANOMALY, raised.id());
    writer.write(raised, IncidentChange.RAISED, sighting.at());
    writer.tellLine(raised, true, sighting.at());
  }

  /** Takes the score of any image into account. Returns whether the incident was cleared. */
  boolean scored(WatchedDevice device, double score, long atMs) {
    if (rule.isAbove(score)) {
      device.lastAboveMs = Math.max(device.lastAboveMs, atMs);
      return false;
    }
    boolean over =
        !device.active.isEmpty()
            && device.active.containsKey(IncidentKind.ANOMALY)
            && rule.clears(lastSeenMs(device), atMs);
    if (over) {
      clear(device, atMs, "normal");
    }
    return over;
  }

  /**
   * Clears the incident of a device that sends no images.
   *
   * @param startedMs when this task began, by the service's clock
   */
  boolean clearIfQuiet(WatchedDevice device, long nowMs, long startedMs) {
    boolean quiet =
        device.active.containsKey(IncidentKind.ANOMALY)
            && rule.isQuiet(Math.max(device.judgedMs, startedMs), nowMs);
    if (quiet) {
      clear(device, nowMs, "quiet");
    }
    return quiet;
  }

  /** Clears the incident because the camera is at fault. Returns its number of images. */
  long clearForCamera(WatchedDevice device, long sinceMs, long nowMs) {
    Incident active = device.active.get(IncidentKind.ANOMALY);
    if (active == null || active.firstSeen().toEpochMilli() < sinceMs) {
      return 0;
    }
    clear(device, nowMs, "camera");
    return active.count();
  }

  private long lastSeenMs(WatchedDevice device) {
    Incident active = device.active.get(IncidentKind.ANOMALY);
    long seenMs = active == null ? Long.MIN_VALUE : active.lastSeen().toEpochMilli();
    return Math.max(device.lastAboveMs, seenMs);
  }

  private void clear(WatchedDevice device, long nowMs, String by) {
    Incident active = device.active.remove(IncidentKind.ANOMALY);
    if (active == null) {
      return;
    }
    Instant now = Instant.ofEpochMilli(nowMs);
    device.changed.remove(IncidentKind.ANOMALY);
    Incident cleared = IncidentLife.clear(active, now, by);
    writer.write(cleared, IncidentChange.CLEARED, now);
    writer.tellLine(cleared, false, now);
  }
}
