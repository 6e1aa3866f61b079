package dev.kizuki.stream.feedback;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last verdict on an incident, and what it counts for.
 *
 * @param model the model of the worst image; null for an incident without one, as a camera's
 */
public record Judged(Subject about, @Nullable ModelReference model, String line, Verdict verdict) {
  /** Returns the last verdict on an incident; empty if there is none, or for a group. */
  public static Optional<Judged> of(Incident incident) {
    Judgement judged = incident.judged();
    if (judged == null) {
      return Optional.empty();
    }
    ModelReference model = incident.worst() == null ? null : incident.worst().model();
    return Subject.of(incident.kind())
        .map(about -> new Judged(about, model, incident.line(), judged.verdict()));
  }
}
