package dev.kizuki.stream.alert;

/** What became of one alert that was published over MQTT. */
sealed interface PublishOutcome {
  /** The broker acknowledged the alert. */
  record Sent() implements PublishOutcome {}

  /**
   * The alert must be published again later.
   *
   * @param reason one sentence for the log
   */
  record RetryLater(String reason) implements PublishOutcome {}

  /**
   * The alert cannot be published, now or later. It stays in Kafka.
   *
   * @param reason one sentence for the log
   */
  record Impossible(String reason) implements PublishOutcome {}
}
