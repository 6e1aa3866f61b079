package dev.kizuki.stream.incident;

import dev.kizuki.stream.camera.LookChange;
import dev.kizuki.stream.drift.Direction;
import dev.kizuki.stream.drift.LatentShift;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents for tests. */
public final class TestIncidents {
  public static final Instant RAISED = Instant.parse("2026-01-02T03:04:05Z");

  /** Needs an escape in JSON. */
  public static final String LINK = "https://kizuki.example/#/incidents/";

  private TestIncidents() {}

  /** An active incident of line1 with one image. */
  public static Incident active(String id, String device) {
    return of(id, 1, device, IncidentKind.ANOMALY, null, null, raisedEntry());
  }

  /** The same incident after its end. */
  public static Incident cleared(String id, String device) {
    return of(id, 2, device, IncidentKind.ANOMALY, RAISED.plusSeconds(90), null, raisedEntry());
  }

  /** The same incident after a person has seen it. */
  public static Incident acknowledged(String id, String device, String by) {
    return acknowledged(id, device, by, raisedEntry());
  }

  /** The same incident with this entry in its log. */
  public static Incident acknowledged(String id, String device, String by, LogEntry entry) {
    return of(
        id,
        2,
        device,
        IncidentKind.ANOMALY,
        null,
        new Acknowledgement(by, RAISED.plusSeconds(60), "on it"),
        entry);
  }

  /** An incident of another kind. */
  public static Incident of(String id, String device, IncidentKind kind) {
    return of(id, 1, device, kind, null, null, raisedEntry());
  }

  private static LogEntry raisedEntry() {
    return new LogEntry(RAISED, "raised", null, null, null);
  }

  private static Incident of(
      String id,
      long revision,
      String device,
      IncidentKind kind,
      @Nullable Instant clearedAt,
      @Nullable Acknowledgement acknowledged,
      LogEntry entry) {
    ImageReference image = new ImageReference("device-images", 2, 12345, 4096, "cd".repeat(32));
    Sighting worst =
        new Sighting(
            RAISED.plusSeconds(3),
            2.5,
            25,
            10,
            0.001,
            new ModelReference("parts", "3", "ab".repeat(32)),
            image);
    return new Incident(
        id,
        revision,
        device,
        "line1",
        kind,
        clearedAt == null,
        RAISED,
        RAISED,
        RAISED.plusSeconds(30),
        clearedAt,
        clearedAt == null ? null : "normal",
        7,
        7,
        20,
        0,
        kind == IncidentKind.ANOMALY ? worst : null,
        image,
        kind.isCamera() || kind == IncidentKind.DRIFT ? image : null,
        kind.isCamera() ? new CameraFact(3, 40, 200) : null,
        kind == IncidentKind.DRIFT ? drift() : null,
        kind == IncidentKind.GROUP ? List.of("line1-a", "line1-b") : List.of(),
        null,
        acknowledged,
        null,
        null,
        List.of(new ScorePoint(RAISED, 2.5)),
        List.of(entry));
  }

  private static DriftFact drift() {
    LookChange look = new LookChange(120, 95, 1.2, 1.1, 0.98, 0, 0.03);
    return new DriftFact(Direction.LARGER, 0.22, 1.1, look, new LatentShift(0.84, 8, 3, -1.7));
  }

  /** The event of a change, with a link. */
  public static IncidentEvent event(IncidentChange change, Incident incident) {
    return IncidentEvent.of(
        URI.create("/kizuki/plant"), change, RAISED, incident, LINK + incident.id());
  }

  /** The event as it is in Kafka. */
  public static byte[] json(IncidentChange change, Incident incident) {
    return IncidentJson.write(event(change, incident));
  }
}
