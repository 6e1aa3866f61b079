package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Tells the line of a device that an incident of the device was raised or cleared. It travels on
 * the topic of operators' actions, because the task of the line's key reads that topic. The
 * record's key is the line.
 */
public record LineMember(
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true) String incident,
    @JsonProperty(required = true) boolean raised,
    @JsonProperty(required = true) Instant at) {}
