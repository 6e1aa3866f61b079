package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest facts about a device, on the compacted topic of device status. The record's key is the
 * device. There is at most one record a second and device.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceStatus(
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The group of the device, by metrics.deviceGroup")
        String line,
    @JsonProperty(required = true) @JsonPropertyDescription("When the last image came")
        Instant lastImageAt,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The verdict on it: normal, anomalous or rejected")
        String verdict,
    @JsonPropertyDescription("The code of the rejection") @Nullable String rejection,
    @JsonPropertyDescription("distance / threshold; absent for a rejected image")
        @Nullable Double score,
    @Nullable Double distance,
    @Nullable Double threshold,
    @Nullable Double pValue,
    @Nullable ModelReference model,
    @JsonProperty(required = true) @JsonPropertyDescription("The last image") ImageReference image,
    @JsonPropertyDescription("The last normal image") @Nullable ImageReference normal,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The faults of the camera, as kinds of incidents; empty: well")
        List<IncidentKind> faults,
    @JsonProperty(required = true) @JsonPropertyDescription("The ids of the active incidents")
        List<String> incidents,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Images since the service took the device over")
        long images,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Anomalous images since the service took the device over")
        long anomalous) {
  public DeviceStatus {
    faults = List.copyOf(faults);
    incidents = List.copyOf(incidents);
  }
}
