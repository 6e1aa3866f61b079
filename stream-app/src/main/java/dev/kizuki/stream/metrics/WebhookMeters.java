package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;

/** The metrics of one webhook. */
public final class WebhookMeters {
  private final Counter sent;
  private final Counter retried;
  private final Counter dropped;

  WebhookMeters(Counter sent, Counter retried, Counter dropped) {
    this.sent = sent;
    this.retried = retried;
    this.dropped = dropped;
  }

  /** The webhook took a change of an incident. */
  public void sent() {
    sent.increment();
  }

  /** A request failed and is sent again. */
  public void retried() {
    retried.increment();
  }

  /** A change of an incident is not sent again. */
  public void dropped() {
    dropped.increment();
  }
}
