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
  IMPOSSIBLE,

  /** The broker refused each attempt. All attempts together last 90 s. */
  REFUSED,

  /** The broker answered others and not this alert. */
  UNANSWERED,

  /** The connection ended each time that this alert alone was on its way. */
  DISCONNECTED;

  private static final List<Integer> SOON = List.of(1, 2, 4, 8, 15, 30, 30);

  /** The client connects at once after a connection of more than ten seconds. */
  private static final List<Integer> AFTER_TEN_SECONDS = List.of(11, 30);

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
    List<Integer> delays = delaysSeconds();
    return failures > delays.size()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(delays.get(failures - 1)));
  }

  private List<Integer> delaysSeconds() {
    return switch (this) {
      case IMPOSSIBLE -> List.of();
      case REFUSED, UNANSWERED -> SOON;
      case DISCONNECTED -> AFTER_TEN_SECONDS;
    };
  }
}
