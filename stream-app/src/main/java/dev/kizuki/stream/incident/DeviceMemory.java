package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.camera.CameraMemory;
import dev.kizuki.stream.drift.DriftMemory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a device that must survive a restart, beside its incidents.
 *
 * @param through the offset of the last image that the incidents take into account; an image that
 *     is read again after a crash changes nothing
 * @param throughMs the time of that image, milliseconds since 1970; a later image counts even if
 *     its offset is lower, because its topic was created again
 * @param latest the id of the latest incident of each kind
 * @param heldBack anomalous images that wait for the diagnosis of the camera
 * @param camera the usual pictures and rhythm of the camera; null if they are not known
 * @param drift the evidence of a drift; null if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceMemory(
    @JsonProperty(required = true) long through,
    @JsonProperty(required = true) long throughMs,
    @JsonProperty(required = true) Map<IncidentKind, String> latest,
    @JsonProperty(required = true) List<HeldBack> heldBack,
    @Nullable CameraMemory camera,
    @Nullable DriftMemory drift) {
  public DeviceMemory {
    latest = Map.copyOf(latest);
    heldBack = List.copyOf(heldBack);
  }
}
