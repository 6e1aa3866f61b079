package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;

/** One scored image, as an incident remembers it. */
public record Sighting(
    @JsonProperty(required = true) @JsonPropertyDescription("When the image came") Instant at,
    @JsonProperty(required = true)
        @JsonPropertyDescription("distance / threshold: above 1 is anomalous, whatever the model")
        double score,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Mahalanobis distance of the image from the normal ones")
        double distance,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The largest distance that is still normal")
        double threshold,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Share of normal images that are at least so far away")
        double pValue,
    @JsonProperty(required = true) ModelReference model,
    @JsonProperty(required = true) @JsonPropertyDescription("The place of the image in Kafka")
        ImageReference image) {}
