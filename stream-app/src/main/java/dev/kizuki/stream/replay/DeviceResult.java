package dev.kizuki.stream.replay;

/** The result for one device. */
public record DeviceResult(String device, Tally tally) {}
