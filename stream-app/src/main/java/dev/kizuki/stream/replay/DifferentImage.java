package dev.kizuki.stream.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image on which the service and the replay disagree.
 *
 * @param at its arrival
 * @param was the alert of the service; null if it raised none
 * @param score the score of the replay; null if the image is rejected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DifferentImage(
    String device, Place place, Instant at, @Nullable PastAlert was, @Nullable Double score) {
  /** The higher one of both scores. */
  double highest() {
    return Math.max(was == null ? 0 : was.score(), score == null ? 0 : score);
  }
}
