package dev.kizuki.embedded.bench.cluster;

import java.time.Duration;

/**
 * How much {@code --cluster} measures.
 *
 * @param images images that each variant scores
 * @param rounds rounds of the variants
 * @param sustained the duration of the load of photographs
 */
public record ClusterSize(long images, int rounds, Duration sustained) {
  public static final ClusterSize FULL = new ClusterSize(1_500_000, 3, Duration.ofMinutes(5));
  public static final ClusterSize QUICK = new ClusterSize(400_000, 1, Duration.ofSeconds(30));
}
