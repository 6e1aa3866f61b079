package dev.kizuki.trainer.report;

import dev.kizuki.model.Threshold;

/** Distances in units of the threshold. */
final class Relative {
  /** Stands for an unlimited score: a threshold may be 0. */
  private static final double LARGEST = 1e6;

  private Relative() {}

  /** Returns distance / threshold, at most {@value #LARGEST}; finite for any threshold. */
  static double to(Threshold threshold, double distance) {
    return distance == 0 ? 0 : Math.min(LARGEST, distance / threshold.distance());
  }
}
