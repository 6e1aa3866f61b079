package dev.kizuki.stream.rejected;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The facts about a rejected image in a list. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RejectedFacts(
    @JsonProperty(required = true) int partition,
    @JsonProperty(required = true) long offset,
    @JsonProperty(required = true) @JsonPropertyDescription("When the image arrived") Instant at,
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true) @JsonPropertyDescription("The stable code") String reason,
    @JsonProperty(required = true) String detail,
    @JsonProperty(required = true) @JsonPropertyDescription("The bytes that Kafka holds") int bytes,
    @JsonPropertyDescription("The bytes of the whole image, if it was cut")
        @Nullable Integer originalBytes,
    @JsonProperty(required = true) boolean replayed,
    @JsonProperty(required = true) @JsonPropertyDescription("Whether it can be decoded")
        boolean canShow) {

  RejectedFacts sentAgain() {
    return new RejectedFacts(
        partition, offset, at, device, reason, detail, bytes, originalBytes, true, canShow);
  }
}
