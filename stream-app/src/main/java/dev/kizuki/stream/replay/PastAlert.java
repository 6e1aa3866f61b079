package dev.kizuki.stream.replay;

/**
 * An alert that the service wrote.
 *
 * @param id the id of its event
 * @param score distance / threshold, by the model and the threshold of that time
 */
public record PastAlert(String id, double score) {}
