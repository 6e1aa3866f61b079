package dev.kizuki.stream.camera;

/**
 * A trouble of a camera, and the numbers that show it. {@link Trouble} says what is measured, and
 * in which unit.
 *
 * @param measured the value that is out of bounds
 * @param usualLow the least value that counts as healthy
 * @param usualHigh the greatest value that counts as healthy
 */
public record Finding(Trouble trouble, double measured, double usualLow, double usualHigh) {}
