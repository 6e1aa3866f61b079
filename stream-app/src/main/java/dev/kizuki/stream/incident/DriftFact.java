package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.camera.LookChange;
import dev.kizuki.stream.drift.Direction;
import dev.kizuki.stream.drift.LatentShift;
import org.jspecify.annotations.Nullable;

/** The facts that show a change of a device's normal images since its burn-in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DriftFact(
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "larger: the distances grew, as with less light, dirt or wear; smaller: they shrank, as"
                + " with a lens out of focus")
        Direction direction,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The mean p-value of the images that counted since the beginning; 0.5 is usual")
        double meanPValue,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The logarithm of the evidence as a share of the one that raises an incident; below 0.5"
                + " the incident is cleared")
        double level,
    @JsonPropertyDescription(
            "What changed in the pictures since the burn-in; absent if it is not known")
        @Nullable LookChange look,
    @JsonPropertyDescription(
            "How the mean latent code moved since the burn-in; absent if the model gives none, or"
                + " too few images were measured")
        @Nullable LatentShift latent) {}
