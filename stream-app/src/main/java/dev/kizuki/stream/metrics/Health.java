package dev.kizuki.stream.metrics;

/**
 * The answer of a health check.
 *
 * @param ok whether the check passed
 * @param detail one line for a person: the state of each part
 */
public record Health(boolean ok, String detail) {}
