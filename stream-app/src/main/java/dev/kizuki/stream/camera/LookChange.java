package dev.kizuki.stream.camera;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The change of light, focus and position of a camera between two times. */
public record LookChange(
    @JsonProperty(required = true)
        @JsonPropertyDescription("The usual brightness at the first time, 0 to 255")
        double brightnessBefore,
    @JsonProperty(required = true) @JsonPropertyDescription("The usual brightness now, 0 to 255")
        double brightness,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The usual strength of fine detail relative to coarse detail at the first time")
        double sharpnessBefore,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The same now; less if the picture is out of focus")
        double sharpness,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The correlation of both usual scenes, -1 to 1; 1 is no change")
        double similarity,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The shift of the scene to the right as a share of the width; negative is to the left")
        double shiftRight,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The shift of the scene downwards as a share of the height; negative is upwards")
        double shiftDown) {}
