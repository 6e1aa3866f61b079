package dev.kizuki.stream.topology;

import dev.kizuki.stream.limit.KnownLimits;

/**
 * The parts that the limits of devices need.
 *
 * @param burnIn the number of images from which a device learns its limit
 * @param known the limits of all devices, which all stream threads share
 */
public record LimitSettings(int burnIn, KnownLimits known) {}
