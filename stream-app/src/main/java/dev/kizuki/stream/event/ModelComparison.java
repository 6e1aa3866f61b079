package dev.kizuki.stream.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;

/**
 * An image on which a model and its shadow disagree, on the topic of comparisons. The record's key
 * is the device. There is at most one record a second and device.
 */
public record ModelComparison(
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true) @JsonPropertyDescription("When the image came") Instant at,
    @JsonProperty(required = true) Side model,
    @JsonProperty(required = true) Side shadow,
    @JsonProperty(required = true) ImageReference image) {

  /** The verdict of one of the two models. */
  public record Side(
      @JsonProperty(required = true) ModelReference model,
      @JsonProperty(required = true) boolean anomalous,
      @JsonProperty(required = true) @JsonPropertyDescription("distance / threshold") double score,
      @JsonProperty(required = true) double distance,
      @JsonProperty(required = true) double threshold,
      @JsonProperty(required = true) double pValue) {}
}
