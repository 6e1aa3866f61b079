package dev.kizuki.stream.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;

/**
 * A normal image that is kept by reference for the next training, on the compacted topic of
 * samples. The record's key is the device, the kind and the number of the slot, separated by
 * slashes. A later period overwrites the record of its slot.
 */
public record ImageSample(
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true) Kind kind,
    @JsonProperty(required = true) @JsonPropertyDescription("When the image came") Instant at,
    @JsonProperty(required = true) @JsonPropertyDescription("distance / threshold") double score,
    @JsonProperty(required = true) double distance,
    @JsonProperty(required = true) double threshold,
    @JsonProperty(required = true) double pValue,
    @JsonProperty(required = true) ModelReference model,
    @JsonProperty(required = true) ImageReference image) {

  /**
   * Returns the key of the record.
   *
   * @param slot the number of the period modulo {@code samples.keep}
   */
  public String key(long slot) {
    return "%s/%s/%d".formatted(device, kind == Kind.NEAR_MISS ? "near-miss" : "random", slot);
  }

  /** The reason for which an image is kept. */
  public enum Kind {
    /** The highest score of a period that is not above the threshold. */
    @JsonProperty("near-miss")
    NEAR_MISS,
    /** An image that was chosen at random among the normal images of a period. */
    @JsonProperty("random")
    RANDOM
  }
}
