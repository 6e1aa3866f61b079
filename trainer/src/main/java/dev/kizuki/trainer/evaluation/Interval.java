package dev.kizuki.trainer.evaluation;

/**
 * A measured figure with its 95 % interval.
 *
 * @param value the figure
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double value, double low, double high) {}
