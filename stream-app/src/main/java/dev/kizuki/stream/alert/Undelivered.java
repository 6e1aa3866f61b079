package dev.kizuki.stream.alert;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why an alert is not delivered over MQTT. Each reason has the delays after which the alert is
 * tried again. After the last one the alert is given up.
 */
enum Undelivered {
  /** The alert cannot be published at all. It is tried once. */
  IMPOSSIBLE(List.of()),

  /** The broker refused each attempt. All attempts together last 90 s. */
  REFUSED(List.of(1, 2, 4, 8, 15, 30, 30)),

  /** The broker answered others and not this alert. */
  UNANSWERED(List.of(1, 2, 4, 8, 15, 30, 30)),

  /**
   * The connection ended each time that this alert alone was on its way. The delays are longer than
   * ten seconds, so that the client connects again without a delay of its own.
   */
  DISCONNECTED(List.of(11, 30));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Integer> delaysSeconds;

  Undelivered(List<Integer> delaysSeconds) {
    this.delaysSeconds = delaysSeconds;
  }

  /** The value of the metric's label and of the record's header. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The delay before the next attempt.
   *
   * @param failures the number of failed attempts: 1 or more
   * @return empty if the alert must be given up
   */
  Optional<Duration> delayAfter(int failures) {
    return failures > delaysSeconds.size()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(delaysSeconds.get(failures - 1)));
  }
}
