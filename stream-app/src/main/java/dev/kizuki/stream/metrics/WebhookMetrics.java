package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of telling webhooks about incidents. */
public final class WebhookMetrics {
  private final MeterRegistry registry;

  WebhookMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers the counters of a webhook, so that each begins at zero. */
  public WebhookMeters of(String webhook) {
    return new WebhookMeters(
        counter(webhook, "kizuki.webhooks.sent", "Changes of incidents that the webhook took"),
        counter(webhook, "kizuki.webhooks.retried", "Requests that are sent again after a failure"),
        counter(
            webhook,
            "kizuki.webhooks.dropped",
            "Changes of incidents that the webhook did not take, not tried again"));
  }

  private Counter counter(String webhook, String name, String description) {
    return Counter.builder(name)
        .tag("webhook", webhook)
        .description(description)
        .register(registry);
  }
}
