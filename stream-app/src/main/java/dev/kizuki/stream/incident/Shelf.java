package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person has silenced an incident for a while. The states are those of OPC UA Part 9: timed
 * shelving, and one-shot shelving that ends when the incident clears.
 *
 * @param until the end at the latest; it is always set, because the configuration has a maximum
 * @param untilNormal whether the shelving also ends when the incident clears
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Shelf(
    @JsonProperty(required = true) @JsonPropertyDescription("The author") String by,
    @JsonProperty(required = true) Instant at,
    @JsonProperty(required = true) @JsonPropertyDescription("The shelving ends at this time")
        Instant until,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Whether the shelving ends before, when the incident clears")
        boolean untilNormal,
    @Nullable String note) {}
