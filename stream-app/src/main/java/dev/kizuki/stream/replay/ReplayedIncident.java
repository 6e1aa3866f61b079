package dev.kizuki.stream.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident about the products of a device that would have been raised.
 *
 * @param id the id that the service would give it: it has the same cause
 * @param raisedAt the arrival of the image that raises it
 * @param lastSeen the arrival of its last anomalous image
 * @param clearedAt null if it is active at the end of the history
 * @param count its anomalous images
 * @param worst the highest score
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplayedIncident(
    String id,
    String device,
    Instant raisedAt,
    Instant lastSeen,
    @Nullable Instant clearedAt,
    long count,
    double worst) {

  ReplayedIncident with(Instant at, double score) {
    return new ReplayedIncident(
        id,
        device,
        raisedAt,
        at.isAfter(lastSeen) ? at : lastSeen,
        clearedAt,
        count + 1,
        Math.max(worst, score));
  }

  ReplayedIncident cleared(Instant at) {
    return new ReplayedIncident(id, device, raisedAt, lastSeen, at, count, worst);
  }
}
