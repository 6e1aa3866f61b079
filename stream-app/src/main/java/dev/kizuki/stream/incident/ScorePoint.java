package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** One point in the history of the scores of a device. */
public record ScorePoint(
    @JsonProperty(required = true) Instant at, @JsonProperty(required = true) double score) {}
