package dev.kizuki.stream.alert;

/** The end of one attempt to publish an alert over MQTT. */
sealed interface PublishOutcome {
  /** The broker acknowledged the alert. */
  record Sent() implements PublishOutcome {}

  /**
   * The alert was not sent, because the connection is away or the client is busy.
   *
   * @param reason one sentence for the log
   */
  record NotSent(String reason) implements PublishOutcome {}

  /**
   * The connection ended before the broker answered. The broker may have the alert or not.
   *
   * @param reason one sentence for the log
   */
  record ConnectionLost(String reason) implements PublishOutcome {}

  /**
   * The broker refused the alert, and may take it later.
   *
   * @param reason one sentence for the log
   */
  record Refused(String reason) implements PublishOutcome {}

  /**
   * The alert cannot be published, now or later.
   *
   * @param reason one sentence for the log
   */
  record Impossible(String reason) implements PublishOutcome {}
}
