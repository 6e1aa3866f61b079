package dev.kizuki.stream.config;

import dev.kizuki.stream.camera.CameraLimits;
import java.util.List;

/**
 * The settings for finding faults of cameras.
 *
 * @param limits the limits of all cameras
 * @param groups the cameras with other limits; the first that fits counts
 */
public record CamerasConfiguration(CameraValues limits, List<CameraGroup> groups) {
  public CamerasConfiguration {
    groups = List.copyOf(groups);
    CameraLimits base = limits.over(CameraLimits.DEFAULT, "cameras.limits");
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).limits().over(base, "cameras.groups[%d].limits".formatted(i));
    }
  }

  /** The limits of a device's camera. */
  public CameraLimits limits(String device) {
    CameraLimits base = limits.over(CameraLimits.DEFAULT, "cameras.limits");
    for (CameraGroup group : groups) {
      if (group.holds(device)) {
        return group.limits().over(base, "cameras.groups");
      }
    }
    return base;
  }
}
