package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person's verdict on an incident. The last one counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Judgement(
    @JsonProperty(required = true) Verdict verdict,
    @JsonProperty(required = true) @JsonPropertyDescription("The author") String by,
    @JsonProperty(required = true) Instant at,
    @Nullable String note) {

  /** Whether the incident was one. */
  public enum Verdict {
    /** A defect, or a fault of the camera. */
    @JsonProperty("real")
    REAL,

    /** A false alarm. */
    @JsonProperty("false")
    FALSE,

    /** Nobody can tell. */
    @JsonProperty("unsure")
    UNSURE
  }
}
