package dev.kizuki.stream.recalibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.Judgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident about a product and its largest distance.
 *
 * @param verdict a person's verdict; null if nobody judged it
 * @param by the author of the verdict; null if nobody judged it
 * @param peak the largest distance of its images, by the new model; null if no image of it can be
 *     scored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IncidentEffect(
    String id,
    String device,
    Instant firstSeen,
    Judgement.@Nullable Verdict verdict,
    @Nullable String by,
    @Nullable Float peak) {
  static IncidentEffect of(Incident incident, @Nullable Float peak) {
    Judgement judged = incident.judged();
    return new IncidentEffect(
        incident.id(),
        incident.device(),
        incident.firstSeen(),
        judged == null ? null : judged.verdict(),
        judged == null ? null : judged.by(),
        peak);
  }
}
