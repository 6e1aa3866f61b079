package dev.kizuki.stream.topology;

import dev.kizuki.scoring.Score;
import dev.kizuki.stream.drift.BurnIn;
import dev.kizuki.stream.drift.DeviceDrift;
import dev.kizuki.stream.drift.DriftFinding;
import dev.kizuki.stream.drift.LatentCode;
import dev.kizuki.stream.drift.LatentShift;
import dev.kizuki.stream.drift.NormalImages;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.DriftFact;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Raises and clears the incidents about the drift of a device's normal images against its burn-in.
 * Not thread-safe.
 */
final class DriftIncidents {
  /** The shortest time between two events of an active drift. */
  private static final long UPDATE_MS = Duration.ofMinutes(5).toMillis();

  /** A drift of a device without images is cleared after this time. */
  private static final long QUIET_MS = Duration.ofDays(1).toMillis();

  private final IncidentSettings settings;
  private final IncidentWriter writer;
  private final BurnIns burnIns;

  DriftIncidents(IncidentSettings settings, IncidentWriter writer, BurnIns burnIns) {
    this.settings = settings;
    this.writer = writer;
    this.burnIns = burnIns;
  }

  /**
   * Takes a normal image into account. It does not count while the camera is sick or suspected, and
   * while the product has an incident.
   *
   * @param latent null if it is not known
   * @param place gives the place of the image in Kafka, which costs a digest
   * @return whether an incident was raised or cleared
   */
  boolean normal(
      WatchedDevice device,
      Score score,
      @Nullable LatentCode latent,
      long atMs,
      Supplier<ImageReference> place) {
    DeviceDrift drift = device.drift;
    if (drift == null || !isTrusted(device)) {
      return false;
    }
    if (latent != null) {
      drift.encoded(latent);
    }
    if (!drift.isDue(atMs)) {
      return false;
    }
    BurnIn burnIn = burnIns.of(device);
    if (drift.compareWith(burnIn, device.camera::look)) {
      return clear(device, atMs, "learned");
    }
    if (burnIn == null) {
      return false;
    }
    NormalImages normal = new NormalImages(burnIn.distances(), score.threshold());
    OptionalDouble pValue = drift.add(normal, score.distance(), atMs);
    if (pValue.isEmpty()) {
      return false;
    }
    DriftFinding finding = drift.finding();
    LatentShift shift = drift.shift();
    settings
        .metrics()
        .testedForDrift(
            device.line,
            pValue.getAsDouble(),
            finding.level(),
            shift == null ? OptionalDouble.empty() : OptionalDouble.of(shift.deviations()));
    return found(device, drift, finding, atMs, place);
  }

  private static boolean isTrusted(WatchedDevice device) {
    return device.suspectedMs == 0
        && !device.isSick()
        && !device.active.containsKey(IncidentKind.ANOMALY);
  }

  private boolean found(
      WatchedDevice device,
      DeviceDrift drift,
      DriftFinding finding,
      long atMs,
      Supplier<ImageReference> place) {
    Incident active = device.active.get(IncidentKind.DRIFT);
    if (active == null) {
      return finding.isDrift() && raise(device, drift, finding, atMs, place.get());
    }
    if (finding.isOver()) {
      return clear(device, atMs, "normal");
    }
    if (finding.isDrift() && atMs - active.lastSeen().toEpochMilli() >= UPDATE_MS) {
      device.change(
          IncidentLife.driftStill(
              active,
              fact(device, drift, finding),
              Instant.ofEpochMilli(atMs),
              finding.images(),
              place.get(),
              device.history.points()));
    }
    return false;
  }

  private boolean raise(
      WatchedDevice device,
      DeviceDrift drift,
      DriftFinding finding,
      long atMs,
      ImageReference image) {
    Instant now = Instant.ofEpochMilli(atMs);
    Incident raised =
        IncidentLife.raiseDrift(
            device.name,
            device.line,
            fact(device, drift, finding),
            Instant.ofEpochMilli(finding.sinceMs()),
            now,
            finding.images(),
            image,
            device.history.points(),
            device.latest.get(IncidentKind.DRIFT));
    if (writer.find(raised.id()).isPresent()) {
      // the image is read again after a crash, and its incident is cleared already
      return false;
    }
    device.active.put(IncidentKind.DRIFT, raised);
    device.latest.put(IncidentKind.DRIFT, raised.id());
    writer.write(raised, IncidentChange.RAISED, now);
    writer.tellLine(raised, true, now);
    return true;
  }

  private static DriftFact fact(WatchedDevice device, DeviceDrift drift, DriftFinding finding) {
    return new DriftFact(
        finding.direction(),
        finding.meanPValue(),
        finding.level(),
        drift.change(device.camera.look()),
        drift.shift());
  }

  /** Forgets the evidence, and clears the incident, because a fault of the camera explains both. */
  void clearForCamera(WatchedDevice device, long nowMs) {
    if (device.drift != null) {
      device.drift.begin();
    }
    clear(device, nowMs, "camera");
  }

  /** Makes the present images the usual ones, because a person called the drift wrong. */
  void relearn(WatchedDevice device, String by, Instant now) {
    if (device.drift != null) {
      device.drift.begin();
    }
    clear(device, now.toEpochMilli(), "learned");
    burnIns.learn(device, by, now);
  }

  /**
   * Clears the incident of a device that sends no images, or if drift is no longer searched for.
   *
   * @param startedMs when this task began, by the service's clock
   */
  boolean clearIfQuiet(WatchedDevice device, long nowMs, long startedMs) {
    boolean quiet =
        device.active.containsKey(IncidentKind.DRIFT)
            && (device.drift == null || nowMs - Math.max(device.judgedMs, startedMs) >= QUIET_MS);
    return quiet && clear(device, nowMs, "quiet");
  }

  private boolean clear(WatchedDevice device, long nowMs, String by) {
    Incident active = device.active.remove(IncidentKind.DRIFT);
    if (active == null) {
      return false;
    }
    device.changed.remove(IncidentKind.DRIFT);
    Instant now = Instant.ofEpochMilli(nowMs);
    Incident cleared = IncidentLife.clear(active, now, by);
    writer.write(cleared, IncidentChange.CLEARED, now);
    writer.tellLine(cleared, false, now);
    return true;
  }
}
