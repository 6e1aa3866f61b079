package dev.kizuki.stream.drift;

/**
 * The state of one bet, for a store.
 *
 * @param evidence the evidence against the claim that there is no drift
 * @param sinceMs when the present run of evidence began, milliseconds since 1970
 * @param images the images that counted since then
 * @param pValues the sum of their p-values
 */
public record BetMemory(double evidence, long sinceMs, long images, double pValues) {}
