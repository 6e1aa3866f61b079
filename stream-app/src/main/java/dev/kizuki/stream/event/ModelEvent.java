package dev.kizuki.stream.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a model, on the topic of model events. A CloudEvent 1.0 in structured JSON
 * (https://cloudevents.io). The record's key is the file of the model as it is configured.
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
public record ModelEvent(
    @JsonProperty(required = true) @JsonPropertyDescription("CloudEvents 1.0") String specversion,
    @JsonProperty(required = true) @JsonPropertyDescription("A new UUID for each event") String id,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The instance of the service, or the command line")
        URI source,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "dev.kizuki.model.swapped, refused, returned, shadow-started, shadow-ended, promoted, or"
                + " dropped")
        String type,
    @JsonProperty(required = true) @JsonPropertyDescription("The configured file of the model")
        String subject,
    @JsonProperty(required = true) Instant time,
    @JsonProperty(required = true) String datacontenttype,
    @JsonProperty(required = true) Data data) {

  /** The changes of models. */
  public enum Kind {
    SWAPPED("swapped"),
    REFUSED("refused"),
    RETURNED("returned"),
    SHADOW_STARTED("shadow-started"),
    SHADOW_ENDED("shadow-ended"),
    PROMOTED("promoted"),
    DROPPED("dropped");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The CloudEvents type of this change. */
    public String type() {
      return "dev.kizuki.model." + word;
    }
  }

  /**
   * Makes an event.
   *
   * @param file the configured file of the model
   */
  public static ModelEvent of(URI source, Kind kind, String file, Instant time, Data data) {
    return new ModelEvent(
        "1.0",
        UUID.randomUUID().toString(),
        source,
        kind.type(),
        file,
        time,
        "application/json",
        data);
  }

  /** The models before and after the change, and its reason. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Data(
      @JsonProperty(required = true)
          @JsonPropertyDescription("mqtt.clientId of the instance, or the user of the command line")
          String by,
      @JsonPropertyDescription("The model before the change") @Nullable ModelReference before,
      @JsonPropertyDescription("The model after the change") @Nullable ModelReference after,
      @JsonProperty(required = true) @JsonPropertyDescription("The reason, with its figures")
          String reason) {}
}
