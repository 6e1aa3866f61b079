package dev.kizuki.stream.drift;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The move of the mean latent code of a device's normal images since its burn-in. */
public record LatentShift(
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The shift of the mean latent code in standard deviations of single images, as the root"
                + " mean square of all dimensions; chance alone gives about 0.06")
        double deviations,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The number of dimensions of the latent code")
        int dimensions,
    @JsonProperty(required = true) @JsonPropertyDescription("The dimension that moved most, from 0")
        int dimension,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The shift of that dimension in standard deviations of single images, with sign")
        double largest) {}
