package dev.kizuki.stream.history;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of time.
 *
 * @param from the first moment
 * @param to the moment behind the last one
 */
public record TimeSpan(Instant from, Instant to) {
  public TimeSpan {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "--from (%s) must be before --to (%s)".formatted(from, to));
    }
  }

  /** Returns whether the span holds a moment, in milliseconds since 1970. */
  public boolean holds(long ms) {
    return ms >= from.toEpochMilli() && ms < to.toEpochMilli();
  }

  /** The length. */
  public Duration length() {
    return Duration.between(from, to);
  }

  @Override
  public String toString() {
    return from + " to " + to;
  }
}
