package dev.kizuki.embedded.bench;

import java.time.Duration;

/**
 * The amount that a bench measures.
 *
 * @param rounds rounds that are counted
 * @param inferences images of a line "model alone"
 * @param decodings images of a line "decoding"
 * @param topologyImages images of a line "topology"
 * @param bridgeImages images of the line "bridge"
 * @param warmUpImages images of the warm-up of the whole service
 * @param capacityImages images of the measurement of the whole service's capacity
 * @param latencyTime the duration of the measurement of latency at each load
 * @param scoringTime the duration of a line "to score"
 */
record BenchSize(
    int rounds,
    int inferences,
    int decodings,
    long topologyImages,
    long bridgeImages,
    long warmUpImages,
    long capacityImages,
    Duration latencyTime,
    Duration scoringTime) {
  static final BenchSize FULL =
      new BenchSize(
          5,
          100_000,
          10_000,
          200_000,
          60_000,
          20_000,
          40_000,
          Duration.ofSeconds(15),
          Duration.ofSeconds(3));
  static final BenchSize QUICK =
      new BenchSize(
          2,
          30_000,
          2_000,
          60_000,
          20_000,
          5_000,
          10_000,
          Duration.ofSeconds(4),
          Duration.ofSeconds(1));
}
