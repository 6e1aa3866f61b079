package dev.kizuki.stream.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values that a template may use. A value that an incident does not have is empty. */
final class WebhookValues {
  private static final String TYPE_PREFIX = "dev.kizuki.incident.";

  /** Alertmanager ends an alert without an end after five minutes, so that it needs one. */
  private static final Duration LONGEST_WITHOUT_CHANGE = Duration.ofDays(1);

  private final String publicUrl;

  /**
   * @param publicUrl the configuration's http.publicUrl; empty if there is none
   */
  WebhookValues(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** The part of the event's type that says what happened, such as raised. */
  static String change(IncidentEvent event) {
    return event.type().startsWith(TYPE_PREFIX)
        ? event.type().substring(TYPE_PREFIX.length())
        : event.type();
  }

  /** The kind as in JSON, such as anomaly. */
  static String kind(Incident incident) {
    return incident.kind().name().toLowerCase(Locale.ROOT);
  }

  /**
   * The values of an event.
   *
   * @param json the event as it is in Kafka
   */
  Map<String, Object> of(IncidentEvent event, byte[] json) {
    Incident incident = event.data().incident();
    Map<String, Object> values = new TreeMap<>();
    values.put("id", incident.id());
    values.put("device", incident.device());
    values.put("line", incident.line());
    values.put("kind", kind(incident));
    values.put("change", change(event));
    values.put("active", incident.active());
    values.put("time", event.time());
    values.put("raisedAt", incident.raisedAt());
    values.put("firstSeen", incident.firstSeen());
    values.put("lastSeen", incident.lastSeen());
    values.put("clearedAt", orEmpty(incident.clearedAt()));
    values.put("endsAt", endsAt(event.time(), incident));
    values.put("count", incident.count());
    values.put("score", incident.worst() == null ? "" : rounded(incident.worst().score()));
    values.put("by", incident.acknowledged() == null ? "" : incident.acknowledged().by());
    values.put("summary", summary(event));
    values.put("link", orEmpty(event.data().link()));
    values.put(
        "picture",
        publicUrl.isEmpty() || (incident.image() == null && incident.worst() == null)
            ? ""
            : "%s/api/incidents/%s/image".formatted(publicUrl, incident.id()));
    values.put("event", new String(json, UTF_8));
    return values;
  }

  private static Instant endsAt(Instant time, Incident incident) {
    return incident.clearedAt() == null ? time.plus(LONGEST_WITHOUT_CHANGE) : incident.clearedAt();
  }

  private static Object orEmpty(@Nullable Object value) {
    return value == null ? "" : value;
  }

  private static String rounded(double score) {
    return String.format(Locale.ROOT, "%.2f", score);
  }

  /** One English sentence. */
  private static String summary(IncidentEvent event) {
    Incident incident = event.data().incident();
    String device = incident.device();
    String fact =
        switch (incident.kind()) {
          case ANOMALY ->
              incident.worst() == null
                  ? "Anomalous images of " + device
                  : "Anomalous images of %s, worst score %s"
                      .formatted(device, rounded(incident.worst().score()));
          case SILENT -> "The camera %s sends no images".formatted(device);
          case FROZEN -> "The camera %s sends the same image again and again".formatted(device);
          case DARK -> "The images of %s are too dark".formatted(device);
          case BRIGHT -> "The images of %s are too bright".formatted(device);
          case BLURRED -> "The images of %s are blurred".formatted(device);
          case MOVED -> "The camera %s shows another scene than before".formatted(device);
          case DRIFT -> "The normal images of %s change slowly".formatted(device);
          case GROUP ->
              "%d devices of line %s have an incident".formatted(incident.members().size(), device);
        };
    return change(event).equals("raised") ? fact : "%s (%s)".formatted(fact, change(event));
  }
}
