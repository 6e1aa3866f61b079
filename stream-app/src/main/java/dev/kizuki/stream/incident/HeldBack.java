package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An anomalous image that waits until it is certain whether its camera is at fault.
 *
 * @param anomalous the anomalous images among the latest ones, with this image
 */
public record HeldBack(
    @JsonProperty(required = true) Sighting sighting,
    @JsonProperty(required = true) int anomalous) {}
