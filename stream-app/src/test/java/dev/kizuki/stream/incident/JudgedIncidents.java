package dev.kizuki.stream.incident;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents with a time and a verdict, for tests. */
public final class JudgedIncidents {
  private JudgedIncidents() {}

  /**
   * An incident.
   *
   * @param to the last image; the incident is cleared then
   * @param verdict null if nobody judged it; the judgement comes a minute after the end
   */
  public static Incident of(
      String id,
      String device,
      IncidentKind kind,
      Instant from,
      Instant to,
      @Nullable Verdict verdict) {
    return of(id, device, kind, from, to, to, judgement(verdict, to.plusSeconds(60), null));
  }

  /** An incident that is still active and was judged at a time. */
  public static Incident active(
      String id,
      String device,
      IncidentKind kind,
      Instant from,
      @Nullable Verdict verdict,
      Instant judgedAt) {
    return of(id, device, kind, from, from, null, judgement(verdict, judgedAt, null));
  }

  /** The same incident with a note beside its verdict. */
  public static Incident noted(Incident incident, String note) {
    Judgement judged = incident.judged();
    return of(
        incident.id(),
        incident.device(),
        incident.kind(),
        incident.firstSeen(),
        incident.lastSeen(),
        incident.clearedAt(),
        judged == null ? null : judgement(judged.verdict(), judged.at(), note));
  }

  private static @Nullable Judgement judgement(
      @Nullable Verdict verdict, Instant at, @Nullable String note) {
    return verdict == null ? null : new Judgement(verdict, "anna", at, note);
  }

  private static Incident of(
      String id,
      String device,
      IncidentKind kind,
      Instant from,
      Instant to,
      @Nullable Instant clearedAt,
      @Nullable Judgement judged) {
    ImageReference image = new ImageReference("device-images", 0, 9_000_000, 4, "ef".repeat(32));
    Sighting worst =
        new Sighting(
            from, 2, 20, 10, 0.001, new ModelReference("parts", "1", "ab".repeat(32)), image);
    return new Incident(
        id,
        1,
        device,
        "line1",
        kind,
        clearedAt == null,
        from,
        from,
        to,
        clearedAt,
        clearedAt == null ? null : "normal",
        1,
        1,
        20,
        0,
        kind == IncidentKind.ANOMALY ? worst : null,
        image,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        judged,
        List.of(),
        List.of());
  }
}
