package dev.kizuki.stream.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.incident.Judgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident that the service raised, and whether the replay raises one for the same images.
 *
 * @param judged null if nobody judged it
 * @param kept whether an incident of the replay lies at least partly in the time from its first to
 *     its last image
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparedIncident(
    String id,
    String device,
    Instant raisedAt,
    Instant lastSeen,
    Judgement.@Nullable Verdict judged,
    boolean kept) {}
