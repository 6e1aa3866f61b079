package dev.kizuki.stream.replay;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The times at which cameras were at fault, by the incidents of that time. The service raised no
 * incident about products then.
 */
final class CameraFaults {
  private final Map<String, List<Fault>> faults = new HashMap<>();

  private record Fault(long fromMs, long toMs) {}

  CameraFaults(Iterable<Incident> incidents) {
    for (Incident each : incidents) {
      // a silent camera sends no images, so it holds none back
      if (each.kind().isCamera() && each.kind() != IncidentKind.SILENT) {
        Instant end = each.clearedAt();
        faults
            .computeIfAbsent(each.device(), device -> new ArrayList<>())
            .add(
                new Fault(
                    each.firstSeen().toEpochMilli(),
                    end == null ? Long.MAX_VALUE : end.toEpochMilli()));
      }
    }
  }

  /** Returns whether the camera was at fault. */
  boolean cover(String device, long atMs) {
    return faults.getOrDefault(device, List.of()).stream()
        .anyMatch(fault -> atMs >= fault.fromMs() && atMs < fault.toMs());
  }
}
