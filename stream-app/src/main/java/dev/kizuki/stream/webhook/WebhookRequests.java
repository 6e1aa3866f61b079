package dev.kizuki.stream.webhook;

import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.Webhook;
import dev.kizuki.stream.incident.IncidentEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of a webhook. The files of the address and of the headers are read for each
 * request, so that a renewed token needs no restart.
 */
final class WebhookRequests {
  private static final String CLOUD_EVENT = "application/cloudevents+json";
  private static final String JSON = "application/json";

  private final Webhook hook;
  private final @Nullable WebhookTemplate template;
  private final WebhookValues values;

  /**
   * @throws ConfigurationException if a file cannot be read, or the template or the address is
   *     wrong
   */
  WebhookRequests(Webhook hook, WebhookValues values) {
    this.hook = hook;
    this.template = hook.template() == null ? null : WebhookTemplate.read(hook.template());
    this.values = values;
    builder();
  }

  /**
   * Makes the request for an event.
   *
   * @param json the event as it is in Kafka
   * @throws WebhookTemplate.TemplateException if the template cannot be filled in
   * @throws ConfigurationException if a file cannot be read
   */
  HttpRequest of(IncidentEvent event, byte[] json) {
    byte[] body = template == null ? json : template.render(values.of(event, json));
    return builder()
        .setHeader("Content-Type", contentType())
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private String contentType() {
    return hook.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
        .map(header -> header.getValue())
        .findFirst()
        .orElse(template == null ? CLOUD_EVENT : JSON);
  }

  private HttpRequest.Builder builder() {
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(URI.create(text(hook.url()))).timeout(hook.timeout());
      hook.headers().forEach((name, value) -> builder.setHeader(name, text(value)));
      return builder;
    } catch (IllegalArgumentException e) {
      // the message of the cause may hold the address, which can be a secret
      throw new ConfigurationException(
          "webhooks: the url or a header of '%s' is not allowed in HTTP".formatted(hook.name()),
          null);
    }
  }

  /** The text, or the first line of the file that it names. */
  private String text(String value) {
    if (!value.startsWith("@")) {
      return value;
    }
    Path file = Path.of(value.substring(1));
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigurationException(
          "webhooks: the file %s of '%s' cannot be read".formatted(file, hook.name()), e);
    }
  }
}
