package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.feedback.Precision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The whole plant in a few numbers. Numbers that are not known are absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "Active incidents that are neither silenced nor of a device of an active group")
        int open,
    @JsonProperty(required = true) @JsonPropertyDescription("Active and acknowledged")
        int acknowledged,
    @JsonProperty(required = true) @JsonPropertyDescription("Raised in the last hour") int lastHour,
    @JsonProperty(required = true) int cameras,
    @JsonProperty(required = true) @JsonPropertyDescription("Cameras without a fault")
        int camerasWell,
    @JsonPropertyDescription("Images that the running instances have judged since their start")
        @Nullable Long images,
    @JsonPropertyDescription("Of the images that were judged today while the console ran")
        @Nullable Double anomalousShareToday,
    @JsonPropertyDescription("The false-alarm rate that the models promise")
        @Nullable Double promisedShare,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The measured precision of the incidents about the product")
        Precision precision,
    @Nullable Double p99Ms,
    @Nullable Double imagesPerSecond,
    @Nullable Long lag,
    @Nullable Instant lastIncidentAt,
    @Nullable Instant canaryAt,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Whether each instance is ready and Kafka answers")
        boolean ready,
    @JsonProperty(required = true) @JsonPropertyDescription("What is not ready, and what to do")
        String detail) {}
