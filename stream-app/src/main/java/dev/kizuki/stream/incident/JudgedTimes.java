package dev.kizuki.stream.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the incidents of a device say about its images at a time. An image belongs to an
 * incident of its device if it came between the first and the last image that show the fault.
 */
public final class JudgedTimes {
  /** Images so long before the first suspicion of a fault of a camera may show it already. */
  private static final Duration UNMEASURED = Duration.ofSeconds(2);

  private static final Span.Standing STRONGEST = Span.Standing.REAL;

  private final Map<String, List<Span>> byDevice = new HashMap<>();

  /**
   * The time of an incident.
   *
   * @param from the first image
   * @param to the last image; {@link Instant#MAX} while the incident is active
   */
  public record Span(Incident incident, Instant from, Instant to, Standing standing) {
    /** The standing of the images of an incident. A later one wins over an earlier one. */
    public enum Standing {
      /** A person judged the incident false: the images are normal. */
      FALSE_ALARM,

      /** Nobody judged the incident, or the person could not tell. */
      UNDECIDED,

      /** The camera was at fault, or the images drifted. */
      TROUBLE,

      /** A person judged the incident real. */
      REAL
    }

    /** Returns whether the span holds a moment. */
    public boolean holds(Instant at) {
      return !at.isBefore(from) && !at.isAfter(to);
    }

    /** Returns the time when a person judged the incident; empty if nobody did. */
    public Optional<Instant> judgedAt() {
      return Optional.ofNullable(incident.judged()).map(Judgement::at);
    }
  }

  /**
   * @param incidents the last state of each incident. Incidents of lines do not count: a judgement
   *     of a line is handed on to the incidents of its devices.
   */
  public JudgedTimes(Collection<Incident> incidents) {
    for (Incident incident : incidents) {
      Span span = span(incident);
      if (span != null) {
        byDevice.computeIfAbsent(incident.device(), device -> new ArrayList<>()).add(span);
      }
    }
    byDevice.values().forEach(spans -> spans.sort(Comparator.comparing(Span::from)));
  }

  private static @Nullable Span span(Incident incident) {
    boolean isFalse = isJudged(incident, Judgement.Verdict.FALSE);
    return switch (incident.kind()) {
      case ANOMALY ->
          new Span(
              incident,
              incident.firstSeen(),
              incident.active() ? Instant.MAX : incident.lastSeen(),
              isFalse
                  ? Span.Standing.FALSE_ALARM
                  : isJudged(incident, Judgement.Verdict.REAL)
                      ? Span.Standing.REAL
                      : Span.Standing.UNDECIDED);
      case FROZEN, DARK, BRIGHT, BLURRED, MOVED, DRIFT -> isFalse ? null : trouble(incident);
      // a silent camera sends no images
      case SILENT, GROUP -> null;
    };
  }

  private static Span trouble(Incident incident) {
    Instant cleared = incident.clearedAt();
    return new Span(
        incident,
        incident.firstSeen().minus(UNMEASURED),
        cleared == null ? Instant.MAX : cleared,
        Span.Standing.TROUBLE);
  }

  private static boolean isJudged(Incident incident, Judgement.Verdict verdict) {
    return incident.judged() != null && incident.judged().verdict() == verdict;
  }

  /**
   * Returns the incident that an image belongs to. If there are several, the one with the strongest
   * standing counts.
   *
   * @return empty if the image belongs to none
   */
  public Optional<Span> of(String device, Instant at) {
    Span strongest = null;
    for (Span span : byDevice.getOrDefault(device, List.of())) {
      if (span.from().isAfter(at)) {
        break;
      }
      if (span.holds(at)
          && (strongest == null || span.standing().compareTo(strongest.standing()) > 0)) {
        strongest = span;
        if (span.standing() == STRONGEST) {
          break;
        }
      }
    }
    return Optional.ofNullable(strongest);
  }

  /** Returns all spans, by device and time. */
  public List<Span> all() {
    return byDevice.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(each -> each.getValue().stream())
        .toList();
  }
}
