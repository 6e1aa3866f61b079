package dev.kizuki.stream.webhook;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Webhook;
import dev.kizuki.stream.metrics.WebhookMeters;
import dev.kizuki.stream.metrics.WebhookMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;

/** All webhooks of the configuration. Each has its own thread, so that none delays another. */
public final class Webhooks implements AutoCloseable {
  private final List<WebhookOutbox> all = new ArrayList<>();

  /**
   * @param consumers makes the consumer of the webhook with this name; this object closes it
   * @throws dev.kizuki.stream.config.ConfigurationException if a template, an address or a file of
   *     a webhook is wrong
   */
  public Webhooks(
      Configuration configuration,
      Function<String, Consumer<String, byte[]>> consumers,
      WebhookMetrics metrics) {
    this(configuration, consumers, metrics, WebhookSender.Patience.DEFAULT);
  }

  Webhooks(
      Configuration configuration,
      Function<String, Consumer<String, byte[]>> consumers,
      WebhookMetrics metrics,
      WebhookSender.Patience patience) {
    WebhookValues values = new WebhookValues(configuration.http().publicUrl());
    List<WebhookRequests> requests =
        configuration.webhooks().stream().map(hook -> new WebhookRequests(hook, values)).toList();
    for (int i = 0; i < requests.size(); i++) {
      Webhook hook = configuration.webhooks().get(i);
      WebhookMeters meters = metrics.of(hook.name());
      all.add(
          new WebhookOutbox(
              hook,
              configuration.topics().incidents(),
              consumers.apply(hook.name()),
              requests.get(i),
              new WebhookSender(hook.name(), hook.timeout(), patience, meters),
              meters));
    }
  }

  /** Starts the threads. */
  public void start() {
    all.forEach(WebhookOutbox::start);
  }

  @Override
  public void close() {
    all.parallelStream().forEach(WebhookOutbox::close);
  }
}
