package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident: one fault of one device, or of one line, from its beginning to its end. It is active
 * or cleared, and beside that acknowledged or not, as in ISA-18.2. A cleared incident never becomes
 * active again. A new incident then names it as {@code previous}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Incident(
    @JsonProperty(required = true)
        @JsonPropertyDescription("16 hexadecimal digits, the same when an image is read again")
        String id,
    @JsonProperty(required = true)
        @JsonPropertyDescription("Counts the changes of this incident, from 1")
        long revision,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The device; for the kind group, the line")
        String device,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The group of the device, by metrics.deviceGroup")
        String line,
    @JsonProperty(required = true) IncidentKind kind,
    @JsonProperty(required = true) @JsonPropertyDescription("False once it is cleared")
        boolean active,
    @JsonProperty(required = true) Instant raisedAt,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The first image, or the beginning of the silence")
        Instant firstSeen,
    @JsonProperty(required = true) @JsonPropertyDescription("The last image that shows the fault")
        Instant lastSeen,
    @Nullable Instant clearedAt,
    @JsonPropertyDescription(
            "normal: the images are normal again; quiet: no image came; camera: the camera is the"
                + " cause; learned: the device learns its limit again; members: the incidents of all"
                + " members are cleared")
        @Nullable String clearedBy,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The images that show the fault; for a drift, those that counted since its"
                + " beginning; for a group, the devices")
        long count,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The anomalous images among the last images of the device")
        int recentAnomalous,
    @JsonProperty(required = true)
        @JsonPropertyDescription("The number of these last images, at most 20")
        int recentImages,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "Anomalous images that raised no incident because the camera is at fault")
        long heldBack,
    @JsonPropertyDescription("The image with the highest score") @Nullable Sighting worst,
    @JsonPropertyDescription("The last normal image of the device before the incident")
        @Nullable ImageReference normal,
    @JsonPropertyDescription("The last image that shows the fault") @Nullable ImageReference image,
    @JsonPropertyDescription("The measurement of the camera's fault") @Nullable CameraFact camera,
    @JsonPropertyDescription("The measurement of a drift") @Nullable DriftFact drift,
    @JsonPropertyDescription("The devices of a group") List<String> members,
    @JsonPropertyDescription("The incident of the same device and kind before this one")
        @Nullable String previous,
    @Nullable Acknowledgement acknowledged,
    @Nullable Shelf shelved,
    @Nullable Judgement judged,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "The latest scores of the device, at most 60, at most one a second")
        List<ScorePoint> history,
    @JsonProperty(required = true) @JsonPropertyDescription("The last 40 entries of the log")
        List<LogEntry> log) {

  public Incident {
    members = List.copyOf(members == null ? List.of() : members);
    history = List.copyOf(history);
    log = List.copyOf(log);
  }

  /** Returns whether it is active, or a person has yet to acknowledge it. */
  @JsonIgnore
  public boolean isOpen() {
    return active || acknowledged == null;
  }
}
