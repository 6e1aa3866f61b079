package dev.kizuki.embedded.bench.cluster;

import java.time.Duration;

/**
 * The amount that {@code --cluster} measures.
 *
 * @param images images for each instance of a variant of the scaling
 * @param sustained the duration of the load of photographs
 */
public record ClusterSize(long images, Duration sustained) {
  public static final ClusterSize FULL = new ClusterSize(1_000_000, Duration.ofMinutes(5));
  public static final ClusterSize QUICK = new ClusterSize(400_000, Duration.ofSeconds(30));
}
