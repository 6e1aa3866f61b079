package dev.kizuki.embedded.simulator.product;

/**
 * A drawn specimen, without light and noise.
 *
 * @param shown the drawing that the camera sees
 * @param good the same specimen without its defect; equals {@code shown} for a good specimen
 */
public record Specimen(Canvas shown, Canvas good) {}
