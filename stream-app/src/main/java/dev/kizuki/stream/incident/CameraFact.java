package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The measurement that shows the fault of a camera. */
public record CameraFact(
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The measured value: seconds of silence, identical images, brightness from 0 to 255,"
                + " sharpness, or similarity to the usual scene from -1 to 1")
        double measured,
    @JsonProperty(required = true) @JsonPropertyDescription("The lower end of the usual range")
        double usualLow,
    @JsonProperty(required = true) @JsonPropertyDescription("The upper end of the usual range")
        double usualHigh) {}
