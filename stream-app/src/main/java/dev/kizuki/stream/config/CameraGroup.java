package dev.kizuki.stream.config;

import static dev.kizuki.stream.config.Checks.requireTogether;

import dev.kizuki.stream.event.DevicePattern;

/**
 * The cameras with limits of their own.
 *
 * @param devices a pattern with the wildcards * and ?
 * @param limits the values that differ from {@code cameras.limits}
 */
public record CameraGroup(String devices, CameraValues limits) {
  public CameraGroup {
    requireTogether(
        devices != null && !devices.isEmpty() && limits != null,
        "each of cameras.groups must have devices and limits, as in '{devices: \"line1-*\", limits:"
            + " {darkBelow: 5}}'");
  }

  boolean holds(String device) {
    return DevicePattern.of(devices).matches(device);
  }
}
