package dev.kizuki.stream.console;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Acknowledgement;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.LogEntry;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.incident.Shelf;
import dev.kizuki.stream.incident.Sighting;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents, devices and instances for tests. */
final class Facts {
  static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  static final ModelReference MODEL = new ModelReference("parts", "1", "ab12");

  private Facts() {}

  static ImageReference image(long offset) {
    return new ImageReference("device-images", 0, offset, 784, "%064x".formatted(offset + 1));
  }

  static Incident incident(String id, String device) {
    return incident(id, device, IncidentKind.ANOMALY, NOW.minusSeconds(60), List.of());
  }

  static Incident incident(
      String id, String device, IncidentKind kind, Instant raisedAt, List<String> members) {
    return new Incident(
        id,
        1,
        device,
        "line1",
        kind,
        true,
        raisedAt,
        raisedAt,
        raisedAt,
        null,
        null,
        1,
        1,
        20,
        0,
        kind == IncidentKind.ANOMALY
            ? new Sighting(raisedAt, 2.5, 25, 10, 0.001, MODEL, image(7))
            : null,
        image(3),
        null,
        null,
        null,
        members,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(new LogEntry(raisedAt, "raised", null, null, null)));
  }

  static Incident cleared(Incident from, Instant at) {
    return changed(from, false, at, from.acknowledged(), from.shelved(), from.judged());
  }

  static Incident acknowledged(Incident from) {
    return changed(
        from,
        from.active(),
        from.clearedAt(),
        new Acknowledgement("eve", NOW, null),
        null,
        from.judged());
  }

  static Incident shelved(Incident from, Instant until) {
    return changed(
        from,
        true,
        null,
        from.acknowledged(),
        new Shelf("eve", NOW, until, false, null),
        from.judged());
  }

  static Incident judged(Incident from, Judgement judgement) {
    return changed(
        from, from.active(), from.clearedAt(), from.acknowledged(), from.shelved(), judgement);
  }

  private static Incident changed(
      Incident from,
      boolean active,
      @Nullable Instant clearedAt,
      @Nullable Acknowledgement acknowledged,
      @Nullable Shelf shelved,
      @Nullable Judgement judged) {
    return new Incident(
        from.id(),
        from.revision() + 1,
        from.device(),
        from.line(),
        from.kind(),
        active,
        from.raisedAt(),
        from.firstSeen(),
        from.lastSeen(),
        clearedAt,
        clearedAt == null ? null : "normal",
        from.count(),
        from.recentAnomalous(),
        from.recentImages(),
        from.heldBack(),
        from.worst(),
        from.normal(),
        from.image(),
        from.camera(),
        from.drift(),
        from.members(),
        from.previous(),
        acknowledged,
        shelved,
        judged,
        from.history(),
        from.log());
  }

  static DeviceStatus device(String name, Instant lastImageAt, double score) {
    return new DeviceStatus(
        name,
        "line1",
        lastImageAt,
        score > 1 ? "anomalous" : "normal",
        null,
        score,
        score * 10,
        10.0,
        0.5,
        MODEL,
        image(9),
        image(3),
        List.of(),
        List.of(),
        100,
        1);
  }

  static ServiceStatus service(Instant at, long images, long anomalous, boolean ready) {
    return new ServiceStatus(
        "kizuki",
        "0.1.0",
        NOW.minusSeconds(3600),
        at,
        ready,
        ready ? "ready" : "bridge not connected",
        3,
        images,
        anomalous,
        0,
        18.0,
        at,
        List.of(
            new ModelStatus(
                "parts",
                "1",
                "ab12",
                "*",
                28,
                28,
                10,
                0.005,
                true,
                images,
                anomalous,
                Collections.nCopies(31, 1L),
                Collections.nCopies(31, 2L),
                "parts.onnx",
                null,
                null)),
        null);
  }
}
