package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an incident, on the topic of incidents. A CloudEvent 1.0 in structured JSON
 * (https://cloudevents.io). Compaction keeps the last event of each incident. Each event holds the
 * whole incident.
 */
@JsonPropertyOrder({
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "data"
})
public record IncidentEvent(
    @JsonProperty(required = true) @JsonPropertyDescription("CloudEvents 1.0") String specversion,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The id of the incident, a slash, and its revision")
        String id,
    @JsonProperty(required = true) @JsonPropertyDescription("The service") URI source,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "dev.kizuki.incident.raised, updated, cleared, acknowledged, shelved, or judged; the"
                + " end of a shelving is an update")
        String type,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The device; for the kind group, the line")
        String subject,
    @JsonProperty(required = true) @JsonPropertyDescription("When it changed, UTC") Instant time,
    @JsonProperty(required = true) String datacontenttype,
    @JsonProperty(required = true) Data data) {

  /** The key of the records of an incident: the device, a slash, and the id. */
  public static String key(Incident incident) {
    return incident.device() + "/" + incident.id();
  }

  /**
   * An event with the fixed attributes filled in.
   *
   * @param link the address of the incident's page; null if the configuration has no public address
   */
  public static IncidentEvent of(
      URI source, IncidentChange type, Instant time, Incident incident, @Nullable String link) {
    return new IncidentEvent(
        "1.0",
        incident.id() + "/" + incident.revision(),
        source,
        type.eventType(),
        incident.device(),
        time,
        "application/json",
        new Data(incident, link));
  }

  /** The incident, and where a person sees it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Data(
      @JsonProperty(required = true) Incident incident,
      @JsonPropertyDescription("The page of the incident") @Nullable String link) {}
}
