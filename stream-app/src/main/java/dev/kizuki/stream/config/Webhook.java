package dev.kizuki.stream.config;

import static dev.kizuki.stream.config.Checks.requireBetween;
import static dev.kizuki.stream.config.Checks.requireTogether;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP address that gets the changes of incidents.
 *
 * @param name part of the consumer group, and the label of the metrics
 * @param url the address, or @ and the name of the file that holds it
 * @param template the file of the body's template; null: the body is the CloudEvent
 * @param kinds only incidents of these kinds; empty: all kinds
 * @param events only these changes
 * @param headers the headers of the request; a value is text, or @ and the name of the file that
 *     holds it
 * @param timeout the longest wait for one answer
 */
public record Webhook(
    String name,
    String url,
    @Nullable Path template,
    List<String> kinds,
    List<String> events,
    Map<String, String> headers,
    Duration timeout) {
  /** The kinds of incidents, as in their JSON. */
  static final List<String> KINDS =
      List.of(
          "anomaly", "silent", "frozen", "dark", "bright", "blurred", "moved", "drift", "group");

  /** The changes of incidents, as in the types of their events. */
  static final List<String> EVENTS =
      List.of("raised", "updated", "cleared", "acknowledged", "shelved", "judged");

  private static final String KEY = "webhooks";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  public Webhook {
    requireTogether(
        name != null && name.matches("[A-Za-z0-9._-]{1,50}"),
        "webhooks: each entry must have a name of 1 to 50 letters, digits, '.', '_' and '-', was '%s'"
            .formatted(name),
        KEY);
    requireTogether(
        url != null && url.matches("https?://\\S+|@.+"),
        "webhooks: url of '%s' must begin with http:// or https://, or be @FILE".formatted(name),
        KEY);
    kinds = kinds == null ? List.of() : List.copyOf(kinds);
    events = events == null ? List.of("raised") : List.copyOf(events);
    requireKnown(name, "kinds", kinds, KINDS);
    requireKnown(name, "events", events, EVENTS);
    requireTogether(
        !events.isEmpty(), "webhooks: events of '%s' must not be empty".formatted(name), KEY);
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
    requireBetween("webhooks: timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
  }

  private static void requireKnown(
      String name, String key, List<String> given, List<String> known) {
    TreeSet<String> unknown = new TreeSet<>(given);
    unknown.removeAll(known);
    requireTogether(
        unknown.isEmpty(),
        "webhooks: %s of '%s' may hold %s, was %s".formatted(key, name, known, unknown),
        KEY);
  }
}
