package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person has seen an incident. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Acknowledgement(
    @JsonProperty(required = true) @JsonPropertyDescription("The author") String by,
    @JsonProperty(required = true) Instant at,
    @Nullable String note) {}
