package dev.kizuki.stream.drift;

import dev.kizuki.model.Calibration;

/**
 * The first images of a device, which later images are compared with.
 *
 * @param id tells this burn-in of the device from another
 * @param distances the distances of all its images
 */
public record BurnIn(String id, Calibration distances) {}
